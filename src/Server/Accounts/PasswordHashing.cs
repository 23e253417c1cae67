using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Accounts;

namespace Sallyport.Server.Accounts;

/// <summary>Hashes and checks passwords, always through the gate.</summary>
public sealed class PasswordHashing(HashingSchemes schemes, HashingGate gate)
{
    /// <summary>False for a hash that only another node can check: start-up refuses where such are stored.</summary>
    public bool CanCheck(string hash) => schemes.WriterOf(hash) is not null;

    public async Task<HashedPassword> Hash(string typed, CancellationToken cancellation = default)
    {
        var normal = PasswordText.Normal(typed);
        if (PasswordText.IsTooLong(normal))
            return new HashedPassword.TooLong();
        return await gate.Run<HashedPassword>(
            () => new HashedPassword.Done(WithBytes(normal, password => schemes.First.Hash(password, HashCost.Password))),
            new HashedPassword.Busy(),
            cancellation
        );
    }

    /// <summary>
    /// <paramref name="hash"/> is null for a user that does not exist or has no password: the same work is done, and the answer is wrong.
    /// </summary>
    public async Task<PasswordCheck> Check(string typed, string? hash, CancellationToken cancellation = default)
    {
        var normal = PasswordText.Normal(typed);
        // No stored password can be as long: nothing is learnt about the user from the time saved.
        if (PasswordText.IsTooLong(normal))
            return PasswordCheck.Wrong;
        return await gate.Run(() => Compare(normal, hash), PasswordCheck.Busy, cancellation);
    }

    private PasswordCheck Compare(string normal, string? hash)
    {
        var text = hash ?? schemes.First.Dummy(HashCost.Password);
        if (schemes.WriterOf(text) is not { } scheme)
            return PasswordCheck.CannotCheck;
        if (!WithBytes(normal, password => scheme.IsRight(password, text)) || hash is null)
            return PasswordCheck.Wrong;
        var isOlder = scheme != schemes.First || scheme.IsOlder(text, HashCost.Password);
        return isOlder ? PasswordCheck.RightButOlder : PasswordCheck.Right;
    }

    private static T WithBytes<T>(string normal, Func<byte[], T> use)
    {
        var bytes = Encoding.UTF8.GetBytes(normal);
        try
        {
            return use(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
