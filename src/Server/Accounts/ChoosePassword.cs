using System.Text;
using Sallyport.Core.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What came of choosing a password.</summary>
public abstract record ChosenPassword
{
    private ChosenPassword() { }

    /// <param name="Hash">Ready to be sealed and kept.</param>
    public sealed record Hashed(string Hash) : ChosenPassword;

    public sealed record Unfit(PasswordVerdict Why) : ChosenPassword;

    public sealed record Busy : ChosenPassword;
}

/// <summary>Judges a new password and hashes it: the slow part, before any transaction.</summary>
public sealed class ChoosePassword(PasswordRule rule, PasswordHashing hashing)
{
    public async Task<ChosenPassword> Choose(string typed, PasswordOwner owner, CancellationToken cancel) =>
        rule.Judge(typed, owner) is var verdict and not PasswordVerdict.Accepted
            ? new ChosenPassword.Unfit(verdict)
            : await hashing.Hash(typed, cancel) switch
            {
                HashedPassword.Done done => new ChosenPassword.Hashed(done.Hash),
                HashedPassword.Busy => new ChosenPassword.Busy(),
                _ => new ChosenPassword.Unfit(new PasswordVerdict.TooLong(PasswordText.MaximumCodePoints)),
            };

    /// <summary>Seals a hash for the user's own row.</summary>
    public static byte[] Seal(Transaction tx, string userId, ChosenPassword.Hashed password) =>
        tx.Sealer.Seal(Encoding.UTF8.GetBytes(password.Hash), PasswordPlace.Of(userId));
}
