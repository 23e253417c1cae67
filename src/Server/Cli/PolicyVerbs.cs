using System.CommandLine;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Cli;

internal static class PolicyVerbs
{
    public static Command Make(Verbs verbs) => verbs.Group("policy", "What an account decides.", Show(verbs), Set(verbs));

    private static Command Show(Verbs verbs)
    {
        var account = Verbs.Account();
        return verbs.Make(
            "show",
            "Print every setting of an account's policy.",
            [account],
            async (work, parsed, cancel) =>
            {
                var handle = parsed.GetValue(account)!;
                return await work.FindAccount(handle, cancel) is { } found
                    ? Print(await work.Database.Read(tx => tx.Policies.Of(found.Id), cancel))
                    : Verbs.NoAccount(handle);
            }
        );
    }

    private static Command Set(Verbs verbs)
    {
        var account = Verbs.Account();
        var pairs = TypedPairs.Argument(
            $"Settings and their new words; lists with commas: {string.Join(", ", PolicySettings.All.Select(s => s.Name))}."
        );
        return verbs.Make(
            "set",
            "Change settings of an account's policy: all of those that are given, or none.",
            [account, pairs],
            async (work, parsed, cancel) =>
            {
                var handle = parsed.GetValue(account)!;
                if (TypedPairs.Read(parsed.GetValue(pairs)!) is not { } typed)
                    return TypedPairs.Refuse();
                if (await work.FindAccount(handle, cancel) is not { } found)
                    return Verbs.NoAccount(handle);
                var words = typed.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
                var verb = work.Verb<ChangePolicy>();
                return Say(
                    await verb.Change(work.Caller, found.Id, seenVersion: null, words, mailUnenrolled: false, cancel),
                    words
                );
            }
        );
    }

    private static Answer Say(ChangedPolicy changed, Dictionary<string, string> typed) =>
        changed switch
        {
            ChangedPolicy.Done done => Print(done.Kept),
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

    private static Answer.Done Print(KeptPolicy kept)
    {
        var words = PolicySettings.Write(kept.Policy);
        return new Answer.Done(
            string.Join('\n', words.Select(word => $"{word.Key}={word.Value}")),
            new { version = kept.Version, policy = words }
        );
    }
}
