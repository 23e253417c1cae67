using System.CommandLine;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Server.Accounts.HostNames;
using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

internal static class AccountVerbs
{
    public static Command Make(Verbs verbs) =>
        verbs.Group(
            "account",
            "Companies that use the portal.",
            Create(verbs),
            List(verbs),
            AddHost(verbs),
            ListHosts(verbs),
            RemoveHost(verbs)
        );

    private static Command Create(Verbs verbs)
    {
        var handle = Verbs.Required("--handle", "HANDLE", "The short name, 2 to 32 of a-z 0-9 and dashes.");
        var name = Verbs.Required("--name", "NAME", "The company's name.");
        var preset = Verbs.Optional("--preset", "PRESET", $"Which policy it begins with: {string.Join(", ", Preset.All.Keys)}.");
        preset.DefaultValueFactory = _ => Preset.DefaultName;
        var login = Verbs.Required("--login", "LOGIN", "The login name of its first user, who administers it.");
        var email = Verbs.Required("--email", "ADDRESS", "The e-mail address of that user.");
        var password = new Option<bool>("--password-stdin")
        {
            Description = "Read the password from standard input; one newline at its end is dropped.",
            Required = true,
        };
        var createdAt = Verbs.Optional("--created-at", "DATE", $"When the company became a customer: {TypedDate.Rule}.");
        return verbs.Make(
            "create",
            "Make an account with its first user.",
            [handle, name, preset, login, email, password, createdAt],
            async (work, parsed, cancel) =>
            {
                var typed = parsed.GetValue(createdAt);
                var time = typed is null ? null : TypedDate.Read(typed);
                if (typed is not null && time is null)
                    return TypedDate.Refuse("--created-at", typed);
                var asked = new NewAccount
                {
                    Handle = parsed.GetValue(handle)!,
                    Name = parsed.GetValue(name)!,
                    Preset = parsed.GetValue(preset)!,
                    CreatedAt = time,
                    Administrator = new NewUser
                    {
                        Login = parsed.GetValue(login)!,
                        Email = parsed.GetValue(email)!,
                        Password = await verbs.Terminal.ReadPassword(cancel),
                    },
                };
                var created = await work.Verb<CreateAccount>().Create(work.Caller, asked, first: null, cancel);
                return Say(work, asked, created!);
            }
        );
    }

    private static Answer Say(Workplace work, NewAccount asked, CreatedAccount created) =>
        created switch
        {
            CreatedAccount.Done done => new Answer.Done(
                $"Account {done.Account.Handle} was made, with {done.Administrator.Login} as its administrator.",
                new
                {
                    id = done.Account.Id,
                    handle = done.Account.Handle,
                    preset = asked.Preset,
                    createdAt = TypedDate.Write(done.Account.CreatedAt),
                    administrator = new { id = done.Administrator.Id, login = done.Administrator.Login },
                }
            ),
            CreatedAccount.HandleMalformed => new Answer.Refused(
                "handle_malformed",
                "--handle: use 2 to 32 of a-z, 0-9 and dashes, beginning with a letter."
            ),
            CreatedAccount.HandleTaken => new Answer.Refused("handle_taken", $"There is an account {asked.Handle} already."),
            CreatedAccount.NameMissing => new Answer.Refused("name_missing", "--name: 1 to 120 characters."),
            CreatedAccount.PresetUnknown => new Answer.Refused(
                "preset_unknown",
                $"--preset: {asked.Preset} is none of {string.Join(", ", Preset.All.Keys)}."
            ),
            CreatedAccount.AdministratorRefused refused => UserVerbs.Say(work, refused.Why),
            _ => UserVerbs.Busy,
        };

    private static Command AddHost(Verbs verbs)
    {
        var host = Verbs.Required(
            "--host",
            "HOST",
            "A host name by which the account's people come (white label), without a port."
        );
        return verbs.MakeForAccount(
            "add-host",
            "Give an account a host name of its own.",
            [host],
            async (work, account, parsed, cancel) =>
            {
                var typed = parsed.GetValue(host)!;
                return await work.Verb<AddHostName>().Add(work.Caller, account.Id, typed, asked: null, cancel) switch
                {
                    AddedHostName.Done { Host.Host: var name } => new Answer.Done(
                        $"{name} leads to {account.Handle} now.",
                        new { account = account.Handle, host = name }
                    ),
                    AddedHostName.OfInstallation => new Answer.Refused(
                        "host_of_installation",
                        $"--host: {typed} is the host of {Setting.PublicUrl.Name}, by which people of every account come. Choose a host name that leads to {account.Handle} alone."
                    ),
                    AddedHostName.OfApplication => new Answer.Refused(
                        "host_of_application",
                        $"--host: an application is registered at {typed}. Choose another host name, or remove the application first (sallyport application remove)."
                    ),
                    AddedHostName.Taken => new Answer.Refused("host_taken", $"{typed} leads to an account already."),
                    _ => new Answer.Refused("host_malformed", $"--host: {typed} is no host name."),
                };
            }
        );
    }

    private static Command ListHosts(Verbs verbs) =>
        verbs.MakeForAccount(
            "list-hosts",
            "Print the host names of an account's own, the first first.",
            [],
            async (work, account, _, cancel) =>
            {
                var hosts = await work.Verb<ReadHostNames>().Of(account.Id, cancel);
                return new Answer.Done(
                    hosts.Count == 0
                        ? $"{account.Handle} has no host name of its own."
                        : string.Join('\n', hosts.Select(shown => shown.Own.Host)),
                    new
                    {
                        hosts = hosts.Select(shown => new
                        {
                            host = shown.Own.Host,
                            addedAt = shown.Own.AddedAt is { } at ? TypedDate.Write(at) : null,
                            securityKeys = shown.SecurityKeys,
                        }),
                    }
                );
            }
        );

    private static Command RemoveHost(Verbs verbs)
    {
        var host = Verbs.Required("--host", "HOST", "The host name.");
        var confirmed = new Option<bool>("--confirmed")
        {
            Description = "Also where security keys answer to it alone, which sign nobody in afterwards.",
        };
        return verbs.MakeForAccount(
            "remove-host",
            "Take a host name away from an account.",
            [host, confirmed],
            async (work, account, parsed, cancel) =>
            {
                var (typed, isConfirmed) = (parsed.GetValue(host)!, parsed.GetValue(confirmed));
                return await work.Verb<RemoveHostName>().Remove(work.Caller, account.Id, typed, isConfirmed, cancel) switch
                {
                    RemovedHostName.Done { Host: var name } => new Answer.Done(
                        $"{name} leads to {account.Handle} no more.",
                        new { account = account.Handle, host = name }
                    ),
                    RemovedHostName.KeysAnswer { Keys: var keys } => new Answer.Refused(
                        "confirmation_needed",
                        $"{keys} security keys answer to {typed} alone, and would sign nobody in any more. Nothing was changed; --confirmed removes it all the same."
                    ),
                    _ => new Answer.Refused("no_such_host", $"The account {account.Handle} has no host name {typed}."),
                };
            }
        );
    }

    private static Command List(Verbs verbs) =>
        verbs.Make(
            "list",
            "Print the accounts.",
            [],
            async (work, _, cancel) =>
            {
                var all = await work.Database.Read(tx => tx.Accounts.All(), cancel);
                return new Answer.Done(string.Join('\n', all.Select(Line)), all.Select(Facts));
            }
        );

    private static string Line(Account account) =>
        $"{account.Handle}  {account.Name}  since {TypedDate.Write(account.CreatedAt)}";

    private static object Facts(Account account) =>
        new
        {
            id = account.Id,
            handle = account.Handle,
            name = account.Name,
            createdAt = TypedDate.Write(account.CreatedAt),
        };
}
