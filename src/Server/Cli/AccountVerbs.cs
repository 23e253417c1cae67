using System.CommandLine;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;

namespace Sallyport.Server.Cli;

internal static class AccountVerbs
{
    public static Command Make(Verbs verbs) =>
        verbs.Group("account", "Companies that use the portal.", Create(verbs), AddHost(verbs), List(verbs));

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
        var account = Verbs.Account();
        var host = Verbs.Required(
            "--host",
            "HOST",
            "A host name by which the account's people come (white label), without a port."
        );
        return verbs.Make(
            "add-host",
            "Give an account a host name of its own.",
            [account, host],
            async (work, parsed, cancel) =>
            {
                var (handle, name) = (parsed.GetValue(account)!, parsed.GetValue(host)!);
                return await work.Verb<AddHostName>().Add(work.Caller, handle, name, cancel) switch
                {
                    AddedHostName.Done => new Answer.Done(
                        $"{name} leads to {handle} now.",
                        new { account = handle, host = name }
                    ),
                    AddedHostName.Malformed => new Answer.Refused("host_malformed", $"--host: {name} is no host name."),
                    AddedHostName.Taken => new Answer.Refused("host_taken", $"{name} leads to an account already."),
                    AddedHostName.NoSuchAccount or AddedHostName.NotPermitted => Verbs.NoAccount(handle),
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
