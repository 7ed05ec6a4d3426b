package ref

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:generate go -C decompose run . ../decomposed.go

// WordPiece is BERT's tokenizer (Devlin et al. 2019; Wu et al. 2016, §4.1),
// which the Chinese GPT-2s on Hugging Face have too. It cuts a text into words
// (see wordpiece_words.go), and a word into the longest pieces of the
// vocabulary, from the left: playing is play ##ing, where ## says that a piece
// goes on with a word. A word that cannot be put together is [UNK] as a whole;
// Chinese characters are words of one character.
//
// The model sees no white space. It belongs to the Text of the token that
// follows, or of the last one, and is not in its Word; a text of nothing but
// white space has no tokens. [CLS] and [SEP], which stand at the start and at
// the end of a text in training, are not put in by Encode, nor ever made by
// plain text: who types [SEP] gets [ se ##p ].
type WordPiece struct {
	options WordPieceOptions
	pieces  []string // by id, as in vocab.txt
	ids     map[string]int
	unknown int
	longest int // bytes of the longest piece
}

// WordPieceOptions say how text was normalised before the model was trained on it.
type WordPieceOptions struct {
	LowerCase    bool // A is a
	StripAccents bool // é is e
}

// The names of the tokens with a meaning of their own.
const (
	wordPieceUnknown = "[UNK]"
	wordPieceStart   = "[CLS]"
	wordPieceEnd     = "[SEP]"
	wordPieceGoesOn  = "##"
)

// maxWordPieceWord is the longest word that is looked up, in characters;
// longer ones are unknown. The number is BERT's.
const maxWordPieceWord = 100

// Size implements Tokenizer.
func (t *WordPiece) Size() int { return len(t.pieces) }

// Encode implements Tokenizer. Every text can be encoded.
func (t *WordPiece) Encode(text string) ([]Token, error) {
	if err := checkUTF8(text); err != nil {
		return nil, err
	}
	tokens, begin := []Token{}, 0 // begin: what stands before it in the text belongs to tokens
	for word := range t.words(text) {
		for _, piece := range t.cut(word) {
			from := max(begin, piece.from)
			token := Token{ID: piece.id, Known: piece.id != t.unknown, Text: text[begin:piece.to]}
			switch {
			case token.Text == "": // a further piece of one character, such as a Korean syllable
				token.Word = withoutHashes(t.pieces[piece.id])
			case from > begin:
				token.Word = text[from:piece.to]
			}
			tokens, begin = append(tokens, token), piece.to
		}
	}
	if n := len(tokens); n > 0 && begin < len(text) {
		last := &tokens[n-1]
		if last.Word == "" {
			last.Word = last.Text
		}
		last.Text += text[begin:]
	}
	return tokens, nil
}

// A wordPiecePart is a token and the bytes of the text that it stands for.
type wordPiecePart struct{ id, from, to int }

// cut takes the longest piece that the vocabulary has, again and again.
func (t *WordPiece) cut(word []wordPieceChar) (parts []wordPiecePart) {
	whole := []wordPiecePart{{t.unknown, word[0].from, word[len(word)-1].to}}
	if len(word) > maxWordPieceWord {
		return whole
	}
	for at := 0; at < len(word); {
		id, n := t.longestPiece(word[at:], at > 0)
		if n == 0 {
			return whole
		}
		parts = append(parts, wordPiecePart{id, word[at].from, word[at+n-1].to})
		at += n
	}
	return parts
}

// longestPiece returns the longest piece a word begins with, and how many
// characters it takes; 0 where there is none.
func (t *WordPiece) longestPiece(word []wordPieceChar, goesOn bool) (id, n int) {
	piece := ""
	if goesOn {
		piece = wordPieceGoesOn
	}
	for i, c := range word {
		if piece += string(c.char); len(piece) > t.longest {
			break
		}
		if found, ok := t.ids[piece]; ok {
			id, n = found, i+1
		}
	}
	return id, n
}

// Token implements Tokenizer. Ids outside the vocabulary stand for nothing, as
// do [CLS] and [SEP].
func (t *WordPiece) Token(id int) Token {
	switch piece := t.Piece(id); {
	case piece == "":
		return Token{ID: id}
	case id == t.unknown:
		return Token{ID: id, Text: string(utf8.RuneError)}
	case piece == wordPieceStart || piece == wordPieceEnd:
		return Token{ID: id, Known: true}
	default:
		return Token{ID: id, Text: withoutHashes(piece), Known: true}
	}
}

// Piece returns how the vocabulary writes a token: ##ing.
func (t *WordPiece) Piece(id int) string {
	if id < 0 || id >= len(t.pieces) {
		return ""
	}
	return t.pieces[id]
}

// Decode implements Tokenizer. As transformers' clean_up_tokenization does, it
// sets spaces between words, but none before . , ! ? and around '; and besides
// none next to a Chinese character. Which spaces there were, no token tells.
func (t *WordPiece) Decode(ids []int) string {
	var text strings.Builder
	before := ' '
	for _, id := range ids {
		part := t.Token(id).Text
		if part == "" {
			continue
		}
		first, _ := utf8.DecodeRuneInString(part)
		close := before == '\'' || strings.ContainsRune(".,!?'", first) || closeSet(before) || closeSet(first)
		if !close && !t.goesOn(id) {
			text.WriteByte(' ')
		}
		text.WriteString(part)
		before, _ = utf8.DecodeLastRuneInString(part)
	}
	return text.String()
}

func (t *WordPiece) goesOn(id int) bool { return t.Piece(id) != withoutHashes(t.Piece(id)) }

// withoutHashes takes ## off a piece that goes on with a word; ## itself is none.
func withoutHashes(piece string) string {
	if len(piece) > len(wordPieceGoesOn) {
		return strings.TrimPrefix(piece, wordPieceGoesOn)
	}
	return piece
}

// closeSet is true of characters that are written without spaces: Chinese ones,
// kana, full-width marks, and space itself.
func closeSet(r rune) bool {
	return isChinese(r) || unicode.IsSpace(r) || r >= '\u3000' && r <= '\u30ff' || r >= '\uff00' && r <= '\uffef'
}
