package models

import (
	"io/fs"
	"path"
	"sync"

	"gptlab/ref"
)

// WordPieceName is the folder of a tokenizer without a model.
const WordPieceName = "wordpiece"

// WordPieceLetters are what our WordPiece makes of letters, as BERT's does.
var WordPieceLetters = ref.WordPieceOptions{LowerCase: true, StripAccents: true}

// WordPiece returns the tokenizer of BERT's kind that comes with the program: no
// model here reads by it, lesson 3 shows how it cuts.
var WordPiece = sync.OnceValue(func() *ref.WordPiece {
	text, err := fs.ReadFile(bundled, path.Join(WordPieceName, ref.WordPieceFile))
	if err != nil {
		panic(err) // it is embedded
	}
	t, err := ref.ParseWordPiece(ref.WordPieceFile, text, WordPieceLetters)
	if err != nil {
		panic(err) // a test has read it
	}
	return t
})
