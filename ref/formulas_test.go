package ref

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFormulaMap holds docs/formulas.md and its translation to the source: each
// function stands in one of the files of its row, each proof is a test or an
// Example of this package, and both languages have the same rows.
func TestFormulaMap(t *testing.T) {
	tests := readAll(t, "*_test.go")
	english := formulaRows(t, "../docs/formulas.md")
	chinese := formulaRows(t, "../docs/formulas.zh-Hant.md")
	require.Greater(t, len(english), 20)
	require.Len(t, chinese, len(english))
	for i, row := range english {
		section, functions, files, proof := row[1], row[3], row[4], row[5]
		other := chinese[i]
		require.Equal(t, []string{section, functions, files, proof}, []string{other[1], other[3], other[4], other[5]}, "the two languages differ")

		var source strings.Builder
		for _, file := range strings.Split(files, ",") {
			text, err := os.ReadFile(filepath.Join("..", strings.TrimSpace(file)))
			require.NoError(t, err)
			source.Write(text)
		}
		for _, name := range strings.Split(functions, ",") {
			require.Regexp(t, declaration(strings.Trim(name, " `")), source.String())
		}
		require.Contains(t, tests, "\nfunc "+strings.Trim(proof, " `")+"(")
	}
}

// declaration matches the line that declares a function, or a method as Type.Name.
func declaration(name string) *regexp.Regexp {
	if receiver, method, ok := strings.Cut(name, "."); ok {
		return regexp.MustCompile(`(?m)^func \(\w+ \*?` + receiver + `\) ` + method + `\(`)
	}
	return regexp.MustCompile(`(?m)^func ` + name + `\(`)
}

// formulaRows returns the cells of every row whose first cell is a section.
func formulaRows(t *testing.T, file string) (rows [][]string) {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) == 7 && strings.HasPrefix(strings.TrimSpace(cells[1]), "8.1.") {
			rows = append(rows, cells)
		}
	}
	return rows
}

func readAll(t *testing.T, pattern string) string {
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	var all strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		all.Write(text)
	}
	return all.String()
}
