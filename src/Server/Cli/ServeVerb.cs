using System.CommandLine;

namespace Sallyport.Server.Cli;

internal static class ServeVerb
{
    public static Command Make(Verbs verbs)
    {
        var command = new Command("serve", "Run the server until it is told to stop.") { verbs.Overrides.Urls };
        command.SetAction((parsed, cancel) => Run(verbs, parsed, cancel));
        return command;
    }

    public static Task<int> Run(Verbs verbs, ParseResult parsed, CancellationToken cancel) =>
        Serve.Run(verbs.Overrides.Read(parsed, verbs.Terminal), verbs.Terminal, cancel);
}
