package viz

import (
	"cmp"
	"errors"
	"slices"
	"unicode/utf8"

	"gptlab/ref"
)

// A Cut is one text cut into pieces by one tokenizer.
type Cut struct {
	Name   string  `json:"name"` // of the model that reads by it; empty for plain bytes
	Kind   CutKind `json:"kind"`
	Size   int     `json:"size"` // of the vocabulary
	Pieces []Piece `json:"pieces"`

	Unknown int `json:"unknown"` // pieces that the vocabulary lacks
	Broken  int `json:"broken"`  // pieces that are not whole characters

	Fault *Fault `json:"fault,omitempty"` // why this tokenizer cannot read the text
}

// A CutKind says what the pieces of a tokenizer are.
type CutKind string

// The kinds of tokenizers there are.
const (
	Bytes      CutKind = "bytes"
	Characters CutKind = "characters"
	Words      CutKind = "words"
	BPE        CutKind = "bpe"
	WordPiece  CutKind = "wordpiece"
	Other      CutKind = "other"
)

// A Piece is one token of a cut.
type Piece struct {
	ID    int    `json:"id"`
	Label string `json:"label"`
	Known bool   `json:"known"`
	Whole bool   `json:"whole"` // it begins and ends at a character
}

// A Fault is an error that belongs to one cut alone.
type Fault struct {
	Code string   `json:"code"`
	Args ref.Args `json:"args"`
}

// CutOf cuts a text by a model's tokenizer.
func CutOf(name string, tokenizer ref.Tokenizer, text string) Cut {
	c := Cut{Name: name, Kind: kindOfTokenizer(tokenizer), Size: tokenizer.Size(), Pieces: []Piece{}}
	tokens, err := tokenizer.Encode(text)
	var known *ref.Error
	if errors.As(err, &known) {
		c.Fault = &Fault{known.Code, known.Args}
	}
	for _, t := range tokens {
		c.add(t, pieceLabel(tokenizer, t))
	}
	return c
}

// pieceLabel writes a piece as people do: WordPiece marks with ## what goes on with
// a word, and its vocabulary knows small letters alone.
func pieceLabel(tokenizer ref.Tokenizer, t ref.Token) string {
	if pieces, ok := tokenizer.(*ref.WordPiece); ok && t.Known {
		return pieces.Piece(t.ID)
	}
	return ref.Label(t)
}

// CutIntoBytes cuts a text into the bytes of its UTF-8, which is where
// byte-level BPE begins: 256 pieces are enough for every text there is.
func CutIntoBytes(text string) Cut {
	c := Cut{Kind: Bytes, Size: 256, Pieces: []Piece{}}
	for i := range len(text) {
		t := ref.Token{ID: int(text[i]), Text: text[i : i+1], Known: true}
		c.add(t, ref.Label(t))
	}
	return c
}

// BestCuts keeps the first cut, which is the reader's own, and of the others one
// of each kind: the one that leaves the fewest characters unknown, of those the
// one of the fewest pieces, and of equal ones the one of the shortest name. They
// stand from words down to bytes.
func BestCuts(own Cut, others []Cut) []Cut {
	best := []Cut{own}
	for _, kind := range []CutKind{Words, WordPiece, BPE, Characters, Other, Bytes} {
		var of []Cut
		for _, c := range others {
			if c.Kind == kind && c.Fault == nil {
				of = append(of, c)
			}
		}
		if len(of) > 0 && kind != own.Kind {
			best = append(best, slices.MinFunc(of, func(a, b Cut) int {
				return cmp.Or(cmp.Compare(a.unread(), b.unread()), cmp.Compare(len(a.Pieces), len(b.Pieces)), cmp.Compare(len(a.Name), len(b.Name)))
			}))
		}
	}
	return best
}

// unread counts the characters of the pieces that the vocabulary lacks.
func (c Cut) unread() (n int) {
	for _, p := range c.Pieces {
		if !p.Known {
			n += utf8.RuneCountInString(p.Label)
		}
	}
	return n
}

func (c *Cut) add(t ref.Token, label string) {
	p := Piece{ID: t.ID, Label: label, Known: t.Known, Whole: utf8.ValidString(t.Text)}
	c.Pieces = append(c.Pieces, p)
	if !p.Known {
		c.Unknown++
	}
	if !p.Whole {
		c.Broken++
	}
}

func kindOfTokenizer(t ref.Tokenizer) CutKind {
	switch t.(type) {
	case *ref.CharTokenizer:
		return Characters
	case *ref.WordTokenizer:
		return Words
	case *ref.BPETokenizer:
		return BPE
	case *ref.WordPiece:
		return WordPiece
	}
	return Other
}
