package ref

import (
	"encoding/json"
	"slices"
	"strconv"
)

// BigramsFile is the name of the counts of the training text in a checkpoint folder.
//
// It is a JSON object:
//
//	{
//	  "format": "gptlab-bigrams",
//	  "version": 1,
//	  "counts": [812, 0, 97, …],
//	  "pairs": [[0, 17, 204], [0, 23, 88], …]
//	}
//
// "counts" says how often each token was seen, by id; "pairs" how often the second
// token was seen right after the first, in rising order.
const BigramsFile = "bigrams.json"

const (
	bigramsFormat  = "gptlab-bigrams"
	bigramsVersion = 1
	maxCount       = 1 << 30 // fits an int everywhere
)

type bigramsFile struct {
	Format  string   `json:"format"`
	Version int      `json:"version"`
	Counts  []int    `json:"counts"`
	Pairs   [][3]int `json:"pairs"`
}

// JSON returns the text of a bigrams.json.
func (b *Bigrams) JSON() []byte {
	text := []byte(`{"format":"` + bigramsFormat + `","version":` + strconv.Itoa(bigramsVersion) + `,"counts":[`)
	for i, c := range b.Counts {
		text = strconv.AppendInt(separated(text, i), int64(c), 10)
	}
	text = append(text, "],\n\"pairs\":["...)
	for i, p := range b.Pairs {
		text = append(separated(text, i), '[')
		text = append(strconv.AppendInt(text, int64(p.First), 10), ',')
		text = append(strconv.AppendInt(text, int64(p.Second), 10), ',')
		text = append(strconv.AppendInt(text, int64(p.Count), 10), ']')
	}
	return append(text, "]}\n"...)
}

// separated puts a comma before every entry but the first, and begins a line now and then.
func separated(text []byte, i int) []byte {
	switch {
	case i == 0:
		return text
	case i%64 == 0:
		return append(text, ",\n"...)
	}
	return append(text, ',')
}

// openBigrams reads the counts of a checkpoint folder, which must be of its vocabulary.
func openBigrams(f folder, size int) (*Bigrams, error) {
	text, err := f.read(BigramsFile, maxJSON)
	if err != nil {
		return nil, err
	}
	b, err := ParseBigrams(f.called(BigramsFile), text)
	if err == nil && len(b.Counts) != size {
		return nil, Fail("field_wrong", Args{
			"file": f.called(BigramsFile), "field": "counts", "got": len(b.Counts), "expected": strconv.Itoa(size) + ", as vocab_size says",
		})
	}
	return b, err
}

// ParseBigrams reads a bigrams.json; errors call it by the name given.
func ParseBigrams(file string, data []byte) (*Bigrams, error) {
	var stored bigramsFile
	if err := json.Unmarshal(data, &stored); err != nil {
		return nil, notJSON(file, err)
	}
	if err := checkFormat(file, stored.Format, bigramsFormat, stored.Version, bigramsVersion); err != nil {
		return nil, err
	}
	wrong := func(field string, got any, expected string) (*Bigrams, error) {
		return nil, Fail("field_wrong", Args{"file": file, "field": field, "got": got, "expected": expected})
	}
	if len(stored.Counts) == 0 {
		return wrong("counts", "[]", "a number for each token")
	}
	for _, c := range stored.Counts {
		if c < 0 || c > maxCount {
			return wrong("counts", c, "0 … 2^30")
		}
	}
	b := &Bigrams{Counts: stored.Counts}
	for _, p := range stored.Pairs {
		pair := Pair{p[0], p[1], p[2]}
		if min(p[0], p[1]) < 0 || max(p[0], p[1]) >= len(b.Counts) || p[2] < 1 || p[2] > maxCount {
			return wrong("pairs", p, "two ids and a count")
		}
		b.Pairs = append(b.Pairs, pair)
	}
	if !slices.IsSortedFunc(b.Pairs, comparePairs) {
		return wrong("pairs", "out of order", "rising ids")
	}
	return b, nil
}
