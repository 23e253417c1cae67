using System.CommandLine;
using System.Globalization;
using Sallyport.Core.Audit;
using Sallyport.Server.Audit;
using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

internal static class AuditVerbs
{
    public static Command Make(Verbs verbs) => verbs.Group("audit", "The record of what happened.", Verify(verbs));

    private static Command Verify(Verbs verbs)
    {
        var file = Verbs.Optional(
            "--checkpoints",
            "FILE",
            $"Checkpoints to prove it against, for example a copy kept elsewhere. Without it: the file of {Setting.AuditCheckpoints.Name}."
        );
        return verbs.Make(
            "verify",
            "Prove that no event was changed, added or taken away, in the chain of every account and of the installation.",
            [file],
            async (work, parsed, cancel) =>
            {
                var given = parsed.GetValue(file);
                if (given is not null && !File.Exists(given))
                    return new Answer.Refused("no_such_file", $"There is no file {given}.");
                try
                {
                    return await Verify(work, await CheckpointFile.Look(given ?? work.Settings.AuditCheckpoints, cancel), cancel);
                }
                catch (InvalidDataException fault)
                {
                    return new Answer.Refused("checkpoints_malformed", fault.Message);
                }
            }
        );
    }

    private static async Task<Answer> Verify(Workplace work, ReadCheckpoints read, CancellationToken cancel)
    {
        var checkpoints = read.Checkpoints;
        var chains = await work.Verb<VerifyAudit>().Verify(checkpoints, cancel);
        var accounts = await work.Database.Read(tx => tx.Accounts.All(), cancel);
        string NameOf(string chain) => accounts.FirstOrDefault(a => a.Id == chain)?.Handle ?? chain;
        var broken = chains.Where(chain => chain.BrokenAt is not null).ToList();
        if (broken.Count > 0)
            return new Answer.Refused("chain_broken", string.Join('\n', broken.Select(c => $"{NameOf(c.Chain)}: {Fault(c)}")));
        var compared =
            checkpoints.Count > 0
                ? $"compared with {checkpoints.Count} checkpoints from outside the database"
                : "there are no checkpoints yet: rows and heads were compared alone";
        return new Answer.Done(
            string.Join(
                '\n',
                [
                    .. chains.Select(c => $"{NameOf(c.Chain)}: {c.Events} events, whole, newest digest {c.Digest}"),
                    compared,
                    .. read.CutLines.Select(line => $"line {line} of the checkpoints has no end and was left out"),
                ]
            ),
            chains.Select(c => new
            {
                chain = c.Chain,
                account = c.Chain == AuditChain.Installation ? null : NameOf(c.Chain),
                events = c.Events,
                digest = c.Digest,
                checkpoints = checkpoints.Count(checkpoint => checkpoint.Chain == c.Chain),
            })
        );
    }

    private static string Fault(VerifiedChain chain) =>
        chain.Against is { } checkpoint
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"contradicts the checkpoint of {checkpoint.At:u} at event {checkpoint.Position}; {chain.Events} before it are whole."
            )
            : $"broken at event {chain.BrokenAt}; {chain.Events} before it are whole.";
}
