package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"gptlab/ref"
	"gptlab/ref/models"
)

func newTokenize() *cobra.Command {
	var model, text string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "tokenize --model M --text T",
		Short: "Show the tokens a model makes of a text",
		Long: `Show the tokens a model makes of a text: their ids, and what each stands for.
What the vocabulary does not know is said to be unknown; a model that reads words
offers known ones like it. No start token is put in front.

Each token is shown as it can be read, with the bytes that it takes of the text,
counted from 0, and with the vocabulary's own way to write it, where that is
another: BPE writes a space as Ġ and has pieces of characters; WordPiece marks
with ## what goes on with a word.`,
		Example: `  gptlab tokenize --model tang --text 床前看月光
  gptlab tokenize --model aesop --text "A Fox 🙂" --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			checkpoint, err := models.Open(model)
			if err != nil {
				return err
			}
			if checkpoint.Tokenizer == nil {
				return ref.Fail("tokenizer_missing", ref.Args{"model": checkpoint.Name})
			}
			tokens, err := checkpoint.Tokenizer.Encode(text)
			if err != nil {
				return err
			}
			shown := tokenizationOf(checkpoint, tokens)
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), shown)
			}
			return shown.print(cmd.OutOrStdout())
		},
	}
	addModelFlag(cmd, &model)
	cmd.Flags().StringVar(&text, "text", "", "the `text` to tokenize")
	must(cmd.MarkFlagRequired("text"))
	addJSONFlag(cmd, &asJSON)
	return cmd
}

// tokenization is what tokenize --json prints.
type tokenization struct {
	Model  string       `json:"model"`
	Tokens []tokenShown `json:"tokens"`
}

type tokenShown struct {
	ID    int    `json:"id"`
	Text  string `json:"text"`
	Label string `json:"label"` // legible, whatever the text is made of
	Known bool   `json:"known"`

	Piece string `json:"piece,omitempty"` // how the vocabulary writes it, where it has a way of its own
	Bytes string `json:"bytes"`           // of Text, in hexadecimal: Text itself may not be UTF-8
	From  int    `json:"from"`            // the first of those bytes in the text, counted from 0
	To    int    `json:"to"`              // the first after them

	// Nearest are known words like an unknown one, of a model that reads words.
	Nearest []string `json:"nearest,omitempty"`
}

func tokenizationOf(c *ref.Checkpoint, tokens []ref.Token) tokenization {
	t := tokenization{Model: c.Name, Tokens: []tokenShown{}}
	from := 0
	for _, token := range tokens {
		to := from + len(token.Text)
		t.Tokens = append(t.Tokens, tokenShown{
			ID: token.ID, Text: token.Text, Label: ref.Label(token), Known: token.Known,
			Piece: pieceOf(c, token.ID), Bytes: fmt.Sprintf("% x", token.Text), From: from, To: to,
			Nearest: nearest(c, token),
		})
		from = to
	}
	return t
}

// pieceOf returns how a vocabulary writes a token, where it has a way of its own.
func pieceOf(c *ref.Checkpoint, id int) string {
	if t, ok := c.Tokenizer.(interface{ Piece(id int) string }); ok {
		return t.Piece(id)
	}
	return ""
}

// nearest returns a few known words that an unknown one may have been meant to be.
func nearest(c *ref.Checkpoint, token ref.Token) (words []string) {
	t, reads := c.Tokenizer.(*ref.WordTokenizer)
	if !reads || token.Known {
		return nil
	}
	for _, near := range t.Nearest(cmp.Or(token.Word, token.Text), 3) {
		words = append(words, near.Text)
	}
	return words
}

// print writes the table that people read.
func (t tokenization) print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "#\tid\tbytes\t\ttoken\t")
	for i, token := range t.Tokens {
		fmt.Fprintf(table, "%d\t%d\t%d–%d\t%s\t%s\t%s\n",
			i+1, token.ID, token.From, token.To, shortened(token.Bytes), token.Label, token.note())
	}
	return table.Flush()
}

// shortened leaves the middle out of the bytes of a long token.
func shortened(bytes string) string {
	const most = 8 * len("e5 ")
	if len(bytes) <= most {
		return bytes
	}
	return bytes[:most/2] + "… " + bytes[len(bytes)-most/2+1:]
}

func (t tokenShown) note() string {
	switch {
	case t.Known && t.Piece != t.Label:
		return t.Piece
	case t.Known:
		return ""
	case len(t.Nearest) > 0:
		return "unknown; near: " + strings.Join(t.Nearest, ", ")
	default:
		return "unknown"
	}
}
