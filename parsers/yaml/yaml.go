// Package yaml reads YAML of strangers within limits: size, depth and the
// expansion of aliases (a "billion laughs" document) are bounded by
// go.yaml.in/yaml and MaxDocument.
package yaml

import (
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// MaxDocument is the largest document read as a whole: a node tree takes some
// ten times the bytes of its text.
const MaxDocument = 4 << 20

// A Node is a value with the line it was written at.
type Node = yaml.Node

// Read parses one document; nil without an error for an empty one.
func Read(text []byte) (*Node, error) {
	if len(text) > MaxDocument {
		return nil, fmt.Errorf("YAML document of more than %d MiB", MaxDocument>>20)
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) == 0 {
		return nil, nil
	}
	return document.Content[0], nil
}

// JSON converts a document, so that one set of Go structs reads both forms.
// Aliases and merge keys are expanded.
func JSON(node *Node) ([]byte, error) {
	var value any
	if err := node.Decode(&value); err != nil {
		return nil, err
	}
	return json.Marshal(textKeys(value))
}

// textKeys makes the keys of all maps strings, as JSON wants them.
func textKeys(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = textKeys(x)
		}
	case map[any]any:
		object := make(map[string]any, len(v))
		for k, x := range v {
			object[fmt.Sprint(k)] = textKeys(x)
		}
		return object
	case []any:
		for i, x := range v {
			v[i] = textKeys(x)
		}
	}
	return value
}

// Fields calls f for each entry of a mapping, in the order of the document;
// a merge key's entries are not seen.
func Fields(node *Node, f func(key, value *Node)) {
	if node == nil || node.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		f(node.Content[i], node.Content[i+1])
	}
}
