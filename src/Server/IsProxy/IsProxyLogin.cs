namespace Sallyport.Server.IsProxy;

/// <summary>By what a connection is logged in: what must go on being good while it is open.</summary>
public abstract class IsProxyLogin
{
    private IsProxyLogin(string userId, long checkedAt) => (UserId, CheckedAt) = (userId, checkedAt);

    /// <summary>Who is logged in.</summary>
    public string UserId { get; }

    /// <summary>The database's state of which moment let it in, by the machine's own clock (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long CheckedAt { get; }

    /// <param name="userId">Whose key.</param>
    /// <param name="number">Which key.</param>
    /// <param name="digest">Of the text that was sent: after a rotation it is the former one.</param>
    /// <param name="checkedAt">See <see cref="CheckedAt"/>.</param>
    public sealed class ByKey(string userId, long number, byte[] digest, long checkedAt) : IsProxyLogin(userId, checkedAt)
    {
        public long Number => number;
        public byte[] Digest => digest;
    }

    /// <param name="userId">Whose password.</param>
    /// <param name="changedAt">Which one: of when it was when it passed.</param>
    /// <param name="checkedAt">See <see cref="CheckedAt"/>.</param>
    public sealed class ByPassword(string userId, DateTimeOffset? changedAt, long checkedAt) : IsProxyLogin(userId, checkedAt)
    {
        public DateTimeOffset? ChangedAt => changedAt;
    }
}
