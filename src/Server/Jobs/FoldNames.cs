using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Jobs;

/// <summary>Folds names for searching where that is missing: after an upgrade, and for what a node of the version before has written. In small parts, so that nobody waits for it.</summary>
public sealed class FoldNames(Database database)
{
    // On PostgreSQL each is a way there and back while the rows are locked.
    private const int AtOnce = 100;
    private static readonly Caller Folder = Caller.OfSystem("fold names");

    public async Task Fold(CancellationToken cancel)
    {
        while (await database.Read(tx => tx.FoldedNames.HasGap(), cancel))
            // Nobody may more or less by it.
            if (await database.WriteUse(Folder, tx => tx.FoldedNames.Fill(AtOnce), cancel) == 0)
                return;
    }
}
