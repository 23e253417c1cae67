using System.CommandLine;
using Sallyport.Core.Accounts;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.Cli;

/// <summary>Makes commands: each parses, opens the storage, does one thing and prints one answer.</summary>
internal sealed class Verbs(Terminal terminal, Overrides overrides)
{
    public Terminal Terminal => terminal;
    public Overrides Overrides => overrides;

    public Command Group(string name, string description, params Command[] verbs)
    {
        var group = new Command(name, description);
        foreach (var verb in verbs)
            group.Add(verb);
        return group;
    }

    public Command Make(
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<Workplace, ParseResult, CancellationToken, Task<Answer>> act
    )
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
            Add(command, symbol);
        command.SetAction(
            async (parsed, cancel) =>
            {
                var settings = overrides.Read(parsed, terminal);
                var random = new SystemRandom();
                // Migrates first, and makes the key file where the database was empty.
                await using var storage = await OpenedStorage.Open(
                    settings,
                    new DatabaseClock(TimeProvider.System),
                    random,
                    cancel
                );
                await using var work = new Workplace(settings, storage, random);
                return await (await act(work, parsed, cancel)).Print(terminal, parsed.GetValue(overrides.Json));
            }
        );
        return command;
    }

    /// <summary>A verb over one account, which <c>--account</c> names.</summary>
    public Command MakeForAccount(
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<Workplace, Account, ParseResult, CancellationToken, Task<Answer>> act
    )
    {
        var account = Required("--account", "HANDLE", "The account's handle.");
        return Make(
            name,
            description,
            symbols.Prepend(account),
            async (work, parsed, cancel) =>
            {
                var handle = parsed.GetValue(account)!;
                return await work.FindAccount(handle, cancel) is { } found
                    ? await act(work, found, parsed, cancel)
                    : NoAccount(handle);
            }
        );
    }

    /// <summary>A verb over one user of an account, whom <c>--login</c> names.</summary>
    public Command MakeForUser(
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<Workplace, Account, User, ParseResult, CancellationToken, Task<Answer>> act
    )
    {
        var login = Required("--login", "LOGIN", "The user's login name.");
        return MakeForAccount(
            name,
            description,
            symbols.Prepend(login),
            async (work, account, parsed, cancel) =>
            {
                var typed = parsed.GetValue(login)!;
                return await work.FindUser(account, typed, cancel) is { } user
                    ? await act(work, account, user, parsed, cancel)
                    : NoUser(account.Handle, typed);
            }
        );
    }

    /// <summary>A verb that needs no storage.</summary>
    public Command MakeBare(string name, string description, IEnumerable<Symbol> symbols, Func<Settings, ParseResult, Answer> act)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
            Add(command, symbol);
        command.SetAction(
            (parsed, _) => act(overrides.Read(parsed, terminal), parsed).Print(terminal, parsed.GetValue(overrides.Json))
        );
        return command;
    }

    /// <summary>A verb beside a running server: it opens no storage, and waits for something else.</summary>
    public Command MakeAside(string name, string description, Func<Settings, CancellationToken, Task<Answer>> act)
    {
        var command = new Command(name, description);
        command.SetAction(
            async (parsed, cancel) =>
                await (await act(overrides.Read(parsed, terminal), cancel)).Print(terminal, parsed.GetValue(overrides.Json))
        );
        return command;
    }

    public static Option<string> Required(string name, string value, string description) =>
        new(name)
        {
            HelpName = value,
            Description = description,
            Required = true,
        };

    public static Option<string> Optional(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description };

    public static Answer NoAccount(string handle) => new Answer.Refused("no_such_account", $"There is no account {handle}.");

    public static Answer NoUser(string handle, string login) =>
        new Answer.Refused("no_such_user", $"The account {handle} has no user with the login name {login}.");

    private static void Add(Command command, Symbol symbol)
    {
        if (symbol is Option option)
            command.Add(option);
        else
            command.Add((Argument)symbol);
    }
}
