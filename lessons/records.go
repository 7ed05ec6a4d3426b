package lessons

import (
	"fmt"
	"strings"
)

// A record is an entry of steps.txt or glossary.txt: a line that begins it, and
// below, indented, what it says in each language.
type record struct {
	line   int
	fields []string
	text   map[string]string // by language
}

// parseRecords reads the entries of a file. Every entry must say something in
// every language, and once. Errors name the file and the line.
func parseRecords(file, src string) ([]record, error) {
	var records []record
	for i, line := range strings.Split(src, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if line[0] != ' ' && line[0] != '\t' {
			records = append(records, record{i + 1, fields, map[string]string{}})
			continue
		}
		if len(records) == 0 {
			return nil, fmt.Errorf("%s:%d: indented line before the first entry", file, i+1)
		}
		last, key := records[len(records)-1], fields[0]
		if _, twice := last.text[key]; twice {
			return nil, fmt.Errorf("%s:%d: %s twice", file, i+1, key)
		}
		last.text[key] = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), key))
	}
	return records, checkRecords(file, records)
}

func checkRecords(file string, records []record) error {
	for _, r := range records {
		for _, lang := range Languages {
			if r.text[lang] == "" {
				return fmt.Errorf("%s:%d: %s has no text in %s", file, r.line, r.fields[0], lang)
			}
		}
	}
	return nil
}
