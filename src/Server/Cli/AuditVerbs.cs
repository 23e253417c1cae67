using System.CommandLine;
using Sallyport.Core.Audit;
using Sallyport.Server.Audit;

namespace Sallyport.Server.Cli;

internal static class AuditVerbs
{
    public static Command Make(Verbs verbs) => verbs.Group("audit", "The record of what happened.", Verify(verbs));

    private static Command Verify(Verbs verbs) =>
        verbs.Make(
            "verify",
            "Prove that no event was changed, added or taken away, in the chain of every account and of the installation.",
            [],
            async (work, _, cancel) =>
            {
                var chains = await work.Verb<VerifyAudit>().Verify(cancel);
                var accounts = await work.Database.Read(tx => tx.Accounts.All(), cancel);
                string NameOf(string chain) => accounts.FirstOrDefault(a => a.Id == chain)?.Handle ?? chain;
                var broken = chains.Where(chain => chain.BrokenAt is not null).ToList();
                if (broken.Count > 0)
                    return new Answer.Refused(
                        "chain_broken",
                        string.Join(
                            '\n',
                            broken.Select(c =>
                                $"{NameOf(c.Chain)}: broken at event {c.BrokenAt}; {c.Events} before it are whole."
                            )
                        )
                    );
                return new Answer.Done(
                    string.Join(
                        '\n',
                        chains.Select(c => $"{NameOf(c.Chain)}: {c.Events} events, whole, newest digest {c.Digest}")
                    ),
                    chains.Select(c => new
                    {
                        chain = c.Chain,
                        account = c.Chain == AuditChain.Installation ? null : NameOf(c.Chain),
                        events = c.Events,
                        digest = c.Digest,
                    })
                );
            }
        );
}
