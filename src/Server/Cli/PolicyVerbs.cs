using System.CommandLine;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SecurityKeys;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.SecurityKeys;
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
            async (work, account, _, cancel) =>
            {
                var metadata = work.Verb<FidoMetadata>();
                await metadata.Follow(cancel);
                var kept = await work.Database.Read(tx => tx.Policies.Of(account.Id), cancel);
                return Print(kept, WaysToEnrol.AreNone(kept.Policy, metadata));
            }
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
                // Which keys can prove their make is known to this process from here on.
                await work.Verb<FidoMetadata>().Follow(cancel);
                var mails = parsed.GetValue(mail);
                return Say(await verb.Change(work.Caller, account.Id, seenVersion: null, words, mails, cancel), words);
            }
        );
    }

    private static Answer Say(ChangedPolicy changed, Dictionary<string, string> typed) =>
        changed switch
        {
            ChangedPolicy.Done done => Print(done),
            ChangedPolicy.UnknownKey unknown => new Answer.Refused(
                "no_such_key",
                $"{unknown.Key} is no setting. sallyport policy show lists them."
            ),
            ChangedPolicy.BadWords bad => new Answer.Refused(
                "not_allowed",
                string.Join('\n', bad.Settings.Select(s => $"{s.Name}: {typed[s.Name]} is not allowed. Use {s.Rule}."))
            ),
            ChangedPolicy.NobodyCanEnrol => new Answer.Refused("nobody_can_enrol", ChangedPolicy.NobodyCanEnrol.Why),
            _ => new Answer.Refused("not_changed", "Somebody else changed the policy at the same moment. Try again."),
        };

    private static Answer.Done Print(ChangedPolicy.Done done)
    {
        var reached = done.Reached;
        List<string> notes = done.LeavesNobodyAWay ? ["Warning: " + ChangedPolicy.NobodyCanEnrol.Why] : [];
        if (reached.Count > 0)
            notes.Add(
                $"{reached.Count} without what is asked for must enrol: {string.Join(", ", reached.Select(Written))}. {(done.Mails ? "The server mails them." : "Nobody is mailed.")}"
            );
        if (done.PasswordsEnded > 0)
            notes.Add($"The password ended for the programs of {done.PasswordsEnded} active users.");
        var words = PolicySettings.Write(done.Kept.Policy);
        return new Answer.Done(
            string.Join('\n', [.. Lines(words), .. notes]),
            new
            {
                version = done.Kept.Version,
                policy = words,
                warnings = Warnings(done.LeavesNobodyAWay),
                reached = reached.Select(one => new { login = one.User.Login, graceEndsAt = one.Demand.GraceEndsAt }),
                mails = done.Mails,
                passwordsEnded = done.PasswordsEnded,
            }
        );
    }

    private static string Written(ReachedByChange reached) =>
        reached.Demand.GraceEndsAt is { } end ? $"{reached.User.Login} (by {TypedDate.Write(end)})" : reached.User.Login;

    private static Answer.Done Print(KeptPolicy kept, bool leavesNobodyAWay)
    {
        var words = PolicySettings.Write(kept.Policy);
        List<string> notes = leavesNobodyAWay ? ["Warning: " + ChangedPolicy.NobodyCanEnrol.Why] : [];
        return new Answer.Done(
            string.Join('\n', [.. Lines(words), .. notes]),
            new
            {
                version = kept.Version,
                policy = words,
                warnings = Warnings(leavesNobodyAWay),
            }
        );
    }

    private static string[] Warnings(bool leavesNobodyAWay) => leavesNobodyAWay ? ["nobody_can_enrol"] : [];

    private static IEnumerable<string> Lines(IReadOnlyDictionary<string, string> words) =>
        words.Select(word => $"{word.Key}={word.Value}");
}
