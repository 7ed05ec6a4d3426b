package ref

// Token is one entry of a vocabulary as it occurs in a text.
type Token struct {
	ID    int
	Text  string // the characters it stands for
	Known bool   // false where the vocabulary has no entry for Text
}

// Tokenizer turns text into the numbers a model reads, and back.
type Tokenizer interface {
	Encode(text string) ([]Token, error)
	Decode(ids []int) string
	Token(id int) Token
	Size() int
}
