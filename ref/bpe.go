package ref

import (
	"slices"
	"strings"
)

// BPETokenizer is GPT-2's byte-level byte-pair encoding (Sennrich et al. 2016;
// Radford et al. 2019, §2.2). It cuts a text into words, a word into its bytes,
// and then joins neighbours, in the order in which training found them to be
// frequent: t h e → th e → the. A rare word stays in pieces, down to single
// bytes, so that there is no text without tokens and no unknown token. A
// Chinese character is three bytes: its pieces need not be whole characters.
//
// The tokens that stand for no bytes, such as <|endoftext|>, are never made by
// plain text: who types <|endoftext|> gets seven pieces of GPT-2's.
type BPETokenizer struct {
	tokens []string // by id: the bytes it stands for
	pieces []string // by id: how vocab.json writes them
	merges map[bpePair]bpeMerge
	bytes  [256]int // the ids of single bytes
	ends   []int    // ids that start or end a text
}

// Start returns the id of <|endoftext|>, or −1.
func (t *BPETokenizer) Start() int { return slices.Index(t.pieces, startName) }

// Size implements Tokenizer.
func (t *BPETokenizer) Size() int { return len(t.tokens) }

// Encode implements Tokenizer. Every text can be encoded.
func (t *BPETokenizer) Encode(text string) ([]Token, error) {
	if err := checkUTF8(text); err != nil {
		return nil, err
	}
	return t.EncodeBytes(text), nil
}

// EncodeBytes is Encode for any bytes, UTF-8 or not.
func (t *BPETokenizer) EncodeBytes(text string) []Token {
	tokens := []Token{}
	seen := map[string][]int{} // most words of a long text come again
	for word := range bpeWords(text) {
		ids, ok := seen[word]
		if !ok {
			ids = t.encodeWord(word)
			seen[word] = ids
		}
		for _, id := range ids {
			tokens = append(tokens, Token{ID: id, Text: t.tokens[id], Known: true})
		}
	}
	return tokens
}

func (t *BPETokenizer) encodeWord(word string) []int {
	ids := make([]int, len(word))
	for i := range len(word) {
		ids[i] = t.bytes[word[i]]
	}
	return t.merge(ids)
}

// Decode implements Tokenizer. It returns exactly the bytes that the tokens stand
// for, which may begin or end in the middle of a character.
func (t *BPETokenizer) Decode(ids []int) string {
	var text strings.Builder
	for _, id := range ids {
		text.WriteString(t.Token(id).Text)
	}
	return text.String()
}

// Token implements Tokenizer. Ids outside the vocabulary stand for nothing.
func (t *BPETokenizer) Token(id int) Token {
	switch {
	case id < 0 || id >= len(t.tokens):
		return Token{ID: id}
	case slices.Contains(t.ends, id):
		return Token{ID: id, Known: true}
	default:
		return Token{ID: id, Text: t.tokens[id], Known: true}
	}
}

// Piece returns how the vocabulary writes a token: Ġthe for " the".
func (t *BPETokenizer) Piece(id int) string {
	if id < 0 || id >= len(t.pieces) {
		return ""
	}
	return t.pieces[id]
}

// add gives the next id to a token.
func (t *BPETokenizer) add(piece, bytes string) (id int) {
	t.pieces, t.tokens = append(t.pieces, piece), append(t.tokens, bytes)
	return len(t.tokens) - 1
}
