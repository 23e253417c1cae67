using Sallyport.Core.Audit;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Audit;

/// <summary>Reads an account's trail part by part, the newest first.</summary>
public sealed class ReadAudit(Database database)
{
    /// <param name="question">Whose, and what of it.</param>
    /// <param name="before">The position of the last row that was seen; null: from the newest on. Rows that are added meanwhile do not move it.</param>
    /// <param name="cancel">Stops waiting.</param>
    public Task<IReadOnlyList<AuditRow>> Read(AuditQuestion question, long? before, CancellationToken cancel) =>
        database.Read(tx => tx.AuditTrail.Before(question, before ?? long.MaxValue, question.Limit), cancel);
}
