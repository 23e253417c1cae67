using System.CommandLine;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.SecurityKeys;

namespace Sallyport.Server.Cli;

internal static class InstallationVerbs
{
    private const string Never = "never";

    public static Command Make(Verbs verbs) =>
        verbs.Group("installation", "What holds for all accounts.", Show(verbs), Set(verbs));

    private static Command Show(Verbs verbs) =>
        verbs.Make(
            "show",
            "Print the installation's rule.",
            [],
            async (work, _, cancel) =>
                Print((await work.Database.Read(tx => tx.Installation.Get(), cancel)).Rule, await DeadEnds(work, cancel))
        );

    private static Command Set(Verbs verbs)
    {
        var pairs = TypedPairs.Argument(
            $"cutOff=DATE: in accounts made after it, \"advised\" means \"required\". everybodyFrom=DATE: from then on everybody is required; {Never}: nobody is. DATE is {TypedDate.Rule}."
        );
        return verbs.Make(
            "set",
            "Change the installation's rule.",
            [pairs],
            async (work, parsed, cancel) =>
            {
                if (TypedPairs.Read(parsed.GetValue(pairs)!) is not { } typed)
                    return TypedPairs.Refuse();
                var (change, fault) = Read(typed);
                if (fault is not null)
                    return fault;
                var changed = await work.Verb<ChangeInstallation>().Change(work.Caller, change!, seen: null, cancel);
                return Say(changed, await DeadEnds(work, cancel));
            }
        );
    }

    // Over the rule as it is when the change is written: two at once do not undo each other.
    private static (Func<InstallationRule, InstallationRule>? Change, Answer? Fault) Read(
        IReadOnlyList<(string Key, string Value)> pairs
    )
    {
        Func<InstallationRule, InstallationRule> change = rule => rule;
        foreach (var (key, value) in pairs)
        {
            var before = change;
            var time = TypedDate.Read(value);
            if (key is not ("cutOff" or "everybodyFrom"))
                return (null, new Answer.Refused("no_such_key", $"{key}: the installation has cutOff and everybodyFrom."));
            if (time is null && !(key == "everybodyFrom" && value == Never))
                return (null, TypedDate.Refuse(key, value));
            change =
                key == "cutOff"
                    ? rule => before(rule) with { CutOff = time!.Value }
                    : rule => before(rule) with { EverybodyFrom = time };
        }
        return (change, null);
    }

    // Accounts whose users would be asked for what none of them can set up.
    private static async Task<IReadOnlyList<string>> DeadEnds(Workplace work, CancellationToken cancel)
    {
        var metadata = work.Verb<FidoMetadata>();
        await metadata.Follow(cancel);
        return await work.Database.Read(tx => FindDeadEnds.In(tx, metadata), cancel);
    }

    private static Answer.Done Say(ChangedInstallation changed, IReadOnlyList<string> deadEnds) =>
        changed is ChangedInstallation.Done { Rule: var rule }
            ? Print(rule, deadEnds)
            : throw new System.Diagnostics.UnreachableException("The command line is an operator, and has seen no rule before.");

    private static Answer.Done Print(InstallationRule rule, IReadOnlyList<string> deadEnds)
    {
        var cutOff = TypedDate.Write(rule.CutOff);
        var from = rule.EverybodyFrom is { } at ? TypedDate.Write(at) : null;
        var warning =
            deadEnds.Count == 0
                ? ""
                : $"\nWarning: in {string.Join(", ", deadEnds)} nobody can enrol. See sallyport policy show.";
        return new Answer.Done(
            $"cutOff={cutOff}\neverybodyFrom={from ?? Never}{warning}",
            new
            {
                cutOff,
                everybodyFrom = from,
                nobodyCanEnrolIn = deadEnds,
            }
        );
    }
}
