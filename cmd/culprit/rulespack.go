package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"aead.dev/minisign"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"culprit/engine/rulefile"
	"culprit/engine/workshop"
)

// packPassword is the variable that holds the password of a secret key where
// nobody can type it.
const packPassword = "CULPRIT_PACK_PASSWORD"

func rulesPackCommand(c *console, o *ruleOptions) *cobra.Command {
	var output, key, public string
	cmd := &cobra.Command{Use: "pack", Short: "Build and verify packs: rule folders as one signed file"}
	build := &cobra.Command{
		Use: "build DIR", Short: "Make a pack file of a folder with a pack.hcl", Args: cobra.ExactArgs(1),
		Long: "Loads the rules, runs their cases, and writes them with checksums to one file\n" +
			"(name-version.zip), which --rules takes as it takes a folder. With --sign the file\n" +
			"gets a minisign signature beside it; the key's password is asked for or read from\n" + packPassword + ".",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.buildPack(cmd.Context(), *o, args[0], output, key)
		},
	}
	build.Flags().StringVarP(&output, "output", "o", "", "file to write (default name-version.zip)")
	build.Flags().StringVar(&key, "sign", "", "minisign secret key to sign with")
	verify := &cobra.Command{
		Use: "verify FILE", Short: "Check a pack file: checksums, signature, rules", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return c.verifyPack(*o, args[0], public) },
	}
	verify.Flags().StringVar(&public, "key", "", "minisign public key that must have signed it")
	cmd.AddCommand(build, verify)
	return cmd
}

func (c *console) buildPack(ctx context.Context, o ruleOptions, folder, output, key string) error {
	root := rulefile.Root{FS: os.DirFS(folder), Name: folder, Culprit: version}
	pack, files, diags := rulefile.ReadPack(root)
	if diags.HasErrors() {
		return c.mistakes(files, diags)
	}
	o.folders = append(slices.Clone(o.folders), folder)
	if err := c.testRules(ctx, o, trial{folder: folder}); err != nil {
		return err
	}
	if output == "" {
		output = pack.Name + "-" + pack.Version + ".zip"
	}
	if err := c.write(output, func(w io.Writer) error { return workshop.BuildPack(w, root.FS) }); err != nil {
		return err
	}
	fmt.Fprintln(c.out, output)
	if key == "" {
		return nil
	}
	secret, err := c.secretKey(key)
	if err != nil {
		return usage(fmt.Errorf("cannot sign with %s: %w", key, err))
	}
	data, err := os.ReadFile(output)
	if err != nil {
		return usage(err)
	}
	signature := minisign.SignWithComments(secret, data, pack.Name+" "+pack.Version, "culprit rule pack")
	if err := c.write(output+signatureSuffix, func(w io.Writer) error { _, err := w.Write(signature); return err }); err != nil {
		return err
	}
	fmt.Fprintln(c.out, output+signatureSuffix)
	return nil
}

// signatureSuffix is where minisign itself looks for a signature.
const signatureSuffix = ".minisig"

func (c *console) secretKey(name string) (minisign.PrivateKey, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return minisign.PrivateKey{}, err
	}
	if !minisign.IsEncrypted(text) {
		var key minisign.PrivateKey
		err := key.UnmarshalText(text)
		return key, err
	}
	password, ok := os.LookupEnv(packPassword)
	if f, isFile := c.in.(*os.File); !ok && isFile && term.IsTerminal(int(f.Fd())) {
		fmt.Fprintf(c.err, "culprit: password of %s: ", name)
		typed, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(c.err)
		if err != nil {
			return minisign.PrivateKey{}, err
		}
		password = string(typed)
	}
	return minisign.DecryptKey(password, text)
}

func (c *console) verifyPack(o ruleOptions, name, public string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return usage(fmt.Errorf("cannot read the pack: %w", err))
	}
	if public != "" {
		key, err := minisign.PublicKeyFromFile(public)
		if err != nil {
			return usage(fmt.Errorf("cannot read the public key: %w", err))
		}
		signature, err := os.ReadFile(name + signatureSuffix)
		if err != nil {
			return &exit{exitFound, fmt.Errorf("%s is not signed: %w", name, err), ""}
		}
		if !minisign.Verify(key, data, signature) {
			return &exit{exitFound, fmt.Errorf("%s is not signed by this key, or was changed since", name), ""}
		}
	}
	folder, err := workshop.OpenPack(data)
	if err != nil {
		return &exit{exitFound, fmt.Errorf("%s is no good pack: %w", name, err), ""}
	}
	pack, files, diags := rulefile.ReadPack(rulefile.Root{FS: folder, Name: name, Culprit: version})
	if diags.HasErrors() {
		return c.mistakes(files, diags)
	}
	set, err := c.loadRules(ruleOptions{folders: append(slices.Clone(o.folders), name), noBuiltin: o.noBuiltin})
	if err != nil {
		return err
	}
	own := 0
	for _, r := range set.Rules {
		if strings.HasPrefix(r.Defined.File, name+"/") {
			own++
		}
	}
	signed := "signature not checked (--key)"
	if public != "" {
		signed = "signature good"
	}
	fmt.Fprintf(c.out, "%s %s: %d rules, checksums good, %s\n", pack.Name, pack.Version, own, signed)
	return nil
}
