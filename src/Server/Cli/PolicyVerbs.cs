using System.CommandLine;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Cli;

internal static class PolicyVerbs
{
    public static Command Make(Verbs verbs) => verbs.Group("policy", "What an account decides.", Show(verbs), Set(verbs));

    private static Command Show(Verbs verbs) =>
        verbs.MakeForAccount(
            "show",
            "Print every setting of an account's policy.",
            [],
            async (work, account, _, cancel) => Print(await work.Database.Read(tx => tx.Policies.Of(account.Id), cancel))
        );

    private static Command Set(Verbs verbs)
    {
        var pairs = TypedPairs.Argument(
            $"Settings and their new words; lists with commas: {string.Join(", ", PolicySettings.All.Select(s => s.Name))}."
        );
        var mail = new Option<bool>("--mail")
        {
            Description =
                "Mail those who are asked to enrol by this change. Without it they are mailed where the policy's mailUnenrolled is always.",
        };
        return verbs.MakeForAccount(
            "set",
            "Change settings of an account's policy: all of those that are given, or none.",
            [mail, pairs],
            async (work, account, parsed, cancel) =>
            {
                if (TypedPairs.Read(parsed.GetValue(pairs)!) is not { } typed)
                    return TypedPairs.Refuse();
                var words = typed.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
                var verb = work.Verb<ChangePolicy>();
                // Whom it reaches is asked before, as on the page: afterwards they are already held.
                var preview = await verb.Preview(work.Caller, account.Id, seenVersion: null, words, cancel);
                var mails = parsed.GetValue(mail);
                return Say(await verb.Change(work.Caller, account.Id, seenVersion: null, words, mails, cancel), preview, words);
            }
        );
    }

    private static Answer Say(ChangedPolicy changed, PolicyPreview preview, Dictionary<string, string> typed) =>
        changed switch
        {
            ChangedPolicy.Done done => Print(done, preview),
            ChangedPolicy.UnknownKey unknown => new Answer.Refused(
                "no_such_key",
                $"{unknown.Key} is no setting. sallyport policy show lists them."
            ),
            ChangedPolicy.BadWords bad => new Answer.Refused(
                "not_allowed",
                string.Join('\n', bad.Settings.Select(s => $"{s.Name}: {typed[s.Name]} is not allowed. Use {s.Rule}."))
            ),
            _ => new Answer.Refused("not_changed", "Somebody else changed the policy at the same moment. Try again."),
        };

    private static Answer.Done Print(ChangedPolicy.Done done, PolicyPreview preview)
    {
        var reached = preview.Reached;
        List<string> notes = [.. done.Warnings.Select(Warning)];
        if (reached.Count > 0)
            notes.Add(
                $"{reached.Count} without what is asked for must enrol: {string.Join(", ", reached.Select(row => row.Login))}. Mailed: {done.Mailed}."
            );
        if (preview.PasswordsEnded > 0)
            notes.Add($"The password ended for the programs of {preview.PasswordsEnded} active users.");
        var words = PolicySettings.Write(done.Kept.Policy);
        return new Answer.Done(
            string.Join('\n', [.. Lines(words), .. notes]),
            new
            {
                version = done.Kept.Version,
                policy = words,
                warnings = done.Warnings.Select(Words.Camel),
                reached = reached.Select(row => row.Login),
                mailed = done.Mailed,
                passwordsEnded = preview.PasswordsEnded,
            }
        );
    }

    private static string Warning(PolicyWarning warning) =>
        warning switch
        {
            PolicyWarning.NobodyCanEnrol =>
                "Warning: what is demanded cannot be set up in this version. Whoever has no security key is held at enrolment.",
        };

    private static Answer.Done Print(KeptPolicy kept)
    {
        var words = PolicySettings.Write(kept.Policy);
        return new Answer.Done(string.Join('\n', Lines(words)), new { version = kept.Version, policy = words });
    }

    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, string> words) =>
        words.Select(word => $"{word.Key}={word.Value}");
}
