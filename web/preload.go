package web

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sync"
)

// importLine is how a module of the page names another one.
var importLine = regexp.MustCompile(`(?m)^(?:import|export) [^;]*?from '(\.[^']+)';`)

// modules are the scripts that main.js needs, itself left out, by their paths in
// static/js. A browser finds out about a module only when it has read the one
// that imports it; told of all of them in the page's head, it asks for them at
// once, instead of level by level.
var modules = sync.OnceValues(func() ([]string, error) {
	const entry = "main.js"
	found := []string{entry}
	for i := 0; i < len(found); i++ {
		text, err := fs.ReadFile(static, path.Join("static/js", found[i]))
		if err != nil {
			return nil, err
		}
		for _, match := range importLine.FindAllSubmatch(text, -1) {
			name := path.Join(path.Dir(found[i]), string(match[1]))
			if !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found[1:], nil
})
