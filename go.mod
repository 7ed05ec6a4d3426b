module gptlab

go 1.26.0

ignore ./web/node_modules

require (
	codeberg.org/go-pdf/fpdf v0.11.1 // viz: Chinese text in PDF pictures, which gonum's canvas cannot write
	github.com/go-fonts/latin-modern v0.3.2 // web: the formulas' font
	github.com/gorilla/websocket v1.5.3 // web: the wire
	github.com/spf13/cobra v1.10.2 // cmd: commands, help, completions
	github.com/spf13/pflag v1.0.9 // cmd: cobra's flags
	github.com/stretchr/testify v1.12.1 // tests
	github.com/yuin/goldmark v1.8.7 // lessons: prose
	go.uber.org/goleak v1.3.0 // tests: goroutines left behind
	golang.org/x/image v0.47.0 // viz: the pictures' font
	golang.org/x/sys v0.49.0 // ref/kernel: what the processor can do
	golang.org/x/term v0.47.0 // cmd: whether somebody watches the progress
	golang.org/x/text v0.43.0 // web: the reader's language
	gonum.org/v1/plot v0.17.0 // viz: pictures
	pgregory.net/rapid v1.3.0 // tests: properties
)

require (
	codeberg.org/go-latex/latex v0.2.0 // indirect
	git.sr.ht/~sbinet/gg v0.7.0 // indirect
	github.com/ajstarks/svgo v0.0.0-20211024235047-1546f124cd8b // indirect
	github.com/golang/freetype v0.0.0-20170609003504-e2365dfdc4a0 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)
