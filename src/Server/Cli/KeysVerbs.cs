using System.CommandLine;

namespace Sallyport.Server.Cli;

internal static class KeysVerbs
{
    public static Command Make(Verbs verbs) => verbs.Group("keys", "The keys that seal what is secret.", Rotate(verbs));

    private static Command Rotate(Verbs verbs) =>
        verbs.Make(
            "rotate",
            "Add a key to the key file and seal everything anew under it. Works beside running servers; a run that was stopped is finished by the next one.",
            [],
            async (work, _, cancel) =>
            {
                var rotated = await work.Verb<RotateKeys>().Rotate(work.Caller, cancel);
                var text = rotated.WasInterrupted
                    ? $"An interrupted change was finished: {rotated.Renewed} values are sealed under {rotated.KeyId} now."
                    : $"{rotated.KeyId} seals from now on; {rotated.Renewed} values were sealed anew. Keep a copy of {work.Storage.KeyFile.Path}, and bring it to every node.";
                return new Answer.Done(
                    text,
                    new
                    {
                        keyId = rotated.KeyId,
                        renewed = rotated.Renewed,
                        wasInterrupted = rotated.WasInterrupted,
                    }
                );
            }
        );
}
