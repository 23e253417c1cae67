using Sallyport.Core.Common;

namespace Sallyport.Server.Accounts;

/// <summary>The schemes that this node knows, the one for new hashes first.</summary>
public sealed class HashingSchemes(params HashingScheme[] schemes)
{
    public static HashingSchemes OfThisMachine(RandomSource random) =>
        Argon2.OfThisMachine() is { } argon2 ? new(argon2, new Pbkdf2(random)) : new(new Pbkdf2(random));

    /// <summary>For new hashes.</summary>
    public HashingScheme First => schemes[0];

    /// <summary>False where libsodium is missing: a hash made elsewhere may be one that this node cannot check.</summary>
    public bool AreComplete => schemes.Any(scheme => scheme is Argon2);

    /// <summary>Null where this node cannot check it: a hash by Argon2id where libsodium is missing.</summary>
    public HashingScheme? WriterOf(string hash) => schemes.FirstOrDefault(scheme => scheme.Wrote(hash));
}
