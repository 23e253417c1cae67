namespace Sallyport.Server.Accounts;

/// <summary>One way of hashing passwords. Its strings name it and its numbers (PHC string format), so that each can be checked later.</summary>
public abstract class HashingScheme
{
    public abstract string Hash(ReadOnlySpan<byte> password, HashCost cost);

    /// <summary>Whether this scheme wrote the hash, by its name.</summary>
    public abstract bool Wrote(string hash);

    public abstract bool IsRight(ReadOnlySpan<byte> password, string hash);

    /// <summary>Whether the hash was made with other numbers than this scheme takes today.</summary>
    public abstract bool IsOlder(string hash, HashCost cost);

    /// <summary>A hash that no password has, as dear to check as a real one: for users that do not exist (ASVS 6.3.8).</summary>
    public abstract string Dummy(HashCost cost);
}
