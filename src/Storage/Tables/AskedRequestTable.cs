using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

/// <summary>A request that was obeyed.</summary>
public sealed class AnsweredRequest
{
    public required string ContentDigest { get; init; }

    /// <summary>What it made.</summary>
    public required string MadeId { get; init; }
}

/// <summary>Requests that named themselves. Asked and written behind the lock on the account, so that of two at once one makes something.</summary>
public sealed class AskedRequestTable(Transaction tx)
{
    public Task<AnsweredRequest?> Find(AskedRequest asked) =>
        tx.One<AnsweredRequest>("SELECT content_digest, made_id FROM asked_requests WHERE id = @Id", new { asked.Id });

    public Task<int> Add(AskedRequest asked, string madeId) =>
        tx.Execute(
            "INSERT INTO asked_requests (id, content_digest, made_id, created_at) VALUES (@Id, @ContentDigest, @madeId, @Now)",
            new
            {
                asked.Id,
                asked.ContentDigest,
                madeId,
                tx.Now,
            }
        );

    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM asked_requests WHERE created_at < @before", new { before });
}
