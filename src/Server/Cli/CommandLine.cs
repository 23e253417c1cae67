using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

/// <summary>The command line. Without a verb it serves. Exit codes: 0 done, 1 refused, 2 not understood.</summary>
public static class CommandLine
{
    private const int NotUnderstood = 2;

    public static Task<int> Run(string[] args) => Run(args, Terminal.OfProcess());

    public static async Task<int> Run(IReadOnlyList<string> args, Terminal terminal)
    {
        // It speaks English, whatever the machine's language: scripts and manuals quote it.
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        var overrides = new Overrides();
        var parsed = Tree(terminal, overrides).Parse(args);
        if (parsed.Errors.Count > 0)
            return await SayWhatWasNotUnderstood(parsed, terminal);
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                }
            );
        }
        catch (StartRefusedException refusal)
        {
            return await new Answer.Refused("refused", refusal.Message).Print(terminal, parsed.GetValue(overrides.Json));
        }
        catch (DbException fault)
        {
            var why = $"The database does not answer as it should: {fault.Message}";
            return await new Answer.Refused("database", why).Print(terminal, parsed.GetValue(overrides.Json));
        }
    }

    /// <summary>All verbs, for whoever looks at them and runs none.</summary>
    public static RootCommand Verbs() => Tree(Terminal.OfProcess(), new Overrides());

    private static RootCommand Tree(Terminal terminal, Overrides overrides)
    {
        var verbs = new Verbs(terminal, overrides);
        var root = new RootCommand(
            "Sallyport: sign-in with a second factor for the people of companies. Without a verb it serves."
        )
        {
            overrides.Data,
            overrides.Database,
            overrides.KeyFile,
            overrides.Json,
            overrides.Urls,
            ServeVerb.Make(verbs),
            MigrateVerb.Make(verbs),
            InstallationVerbs.Make(verbs),
            AccountVerbs.Make(verbs),
            UserVerbs.Make(verbs),
            RoleVerbs.Make(verbs),
            ApplicationVerbs.Make(verbs),
            RuleVerbs.Make(verbs),
            PolicyVerbs.Make(verbs),
            KeyVerbs.Make(verbs),
            KeysVerbs.Make(verbs),
            SettingsVerb.Make(verbs),
            HealthVerb.Make(verbs),
            AuditVerbs.Make(verbs),
            WebAuthnVerbs.Make(verbs),
            FidoMetadataVerbs.Make(verbs),
        };
        root.SetAction((parsed, cancel) => ServeVerb.Run(verbs, parsed, cancel));
        return root;
    }

    private static async Task<int> SayWhatWasNotUnderstood(ParseResult parsed, Terminal terminal)
    {
        foreach (var error in parsed.Errors)
            await terminal.Error.WriteLineAsync(error.Message);
        var path = new List<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            path.Insert(0, at.Command is RootCommand ? "sallyport" : at.Command.Name);
        await terminal.Error.WriteLineAsync($"See {string.Join(' ', path)} --help.");
        return NotUnderstood;
    }
}
