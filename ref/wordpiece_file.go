package ref

import "strings"

// WordPieceFile is the name of BERT's vocabulary: one piece a line, the first
// with the id 0.
const WordPieceFile = "vocab.txt"

// ParseWordPiece reads a vocab.txt; errors call it by the name given. A byte
// order mark and the line ends of Windows do no harm.
func ParseWordPiece(file string, data []byte, options WordPieceOptions) (*WordPiece, error) {
	text, err := TextOf(file, data)
	if err != nil {
		return nil, err
	}
	text = strings.TrimSuffix(lineEnds.Replace(text), "\n")
	t := &WordPiece{options: options, ids: map[string]int{}}
	for id, piece := range strings.Split(text, "\n") {
		if first, twice := t.ids[piece]; twice {
			return nil, Fail("tokenizer_duplicate", Args{"file": file, "symbol": legible(piece), "first": first, "second": id})
		}
		t.ids[piece] = id
		t.pieces = append(t.pieces, piece)
		t.longest = max(t.longest, len(piece))
	}
	var ok bool
	if t.unknown, ok = t.ids[wordPieceUnknown]; !ok {
		return nil, Fail("vocab_special", Args{"file": file, "piece": wordPieceUnknown})
	}
	return t, nil
}
