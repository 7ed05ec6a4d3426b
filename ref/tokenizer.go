package ref

// A Tokenizer turns text into the ids a model was trained on, and back.
// Tokenizers never change and may be used by many goroutines at once.
type Tokenizer interface {
	// Encode splits a text into tokens. Their Texts, one after the other, are
	// the text. The empty text has no tokens. A text that is not UTF-8 is an
	// *Error with the code text_not_utf8.
	Encode(text string) ([]Token, error)

	// Decode returns the text of a sequence of ids. Start and end stand for no
	// text; an unknown character has become U+FFFD.
	Decode(ids []int) string

	// Token says what an id stands for.
	Token(id int) Token

	// Size is the number of tokens, V; ids are 0 … V−1.
	Size() int
}

// A Token is a piece of text as the model sees it.
type Token struct {
	ID   int
	Text string // the bytes it stands for; empty for the token at the start and end of a text

	// Known is false where the vocabulary lacks the character: the model sees
	// only that something unknown stands here, whatever Text says.
	Known bool

	// Word is what the model sees of Text, where that is not just Text: Text without
	// the white space around it, or, where a character became several tokens, a later
	// one's own part of it, beside an empty Text.
	Word string
}
