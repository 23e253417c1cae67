namespace Sallyport.Storage.Tables;

/// <summary>By what keys know their owner.</summary>
public sealed class UserHandleTable(Transaction tx)
{
    /// <summary>Bytes of a handle: as many as WebAuthn allows, so that nobody is found by guessing.</summary>
    private const int Length = 64;

    /// <summary>The user's handle; made at the first call, the same for ever (WebAuthn 14.6.1: it says nothing about the person).</summary>
    public async Task<byte[]> Of(string userId)
    {
        await tx.Execute(
            "INSERT INTO user_handles (user_id, handle) VALUES (@userId, @handle) ON CONFLICT (user_id) DO NOTHING",
            new { userId, handle = tx.Random.Bytes(Length) }
        );
        return (await Find(userId))!;
    }

    /// <summary>The user's handle; null where the user never registered a key.</summary>
    public Task<byte[]?> Find(string userId) =>
        tx.Scalar<byte[]>("SELECT handle FROM user_handles WHERE user_id = @userId", new { userId });

    /// <summary>Whose handle it is; null: nobody's.</summary>
    public Task<string?> UserOf(byte[] handle) =>
        tx.Scalar<string>("SELECT user_id FROM user_handles WHERE handle = @handle", new { handle });
}
