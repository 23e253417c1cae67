using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;

namespace Sallyport.Server.SignIn.Attempts;

/// <summary>
/// Hashes a password once for all who have typed the same one for the same name at the same moment, as a program does that sends many requests at once with HTTP
/// Basic. Each of them has a reservation of its own, so that nobody learns more by it than by waiting for the hash. Names are kept apart, those that nobody has too:
/// who exists would show by the time it takes.
/// </summary>
public sealed class SharedChecks(PasswordHashing hashing, RandomSource random)
{
    // What was typed stays in no dictionary, not even as a plain digest.
    private readonly byte[] key = random.Bytes(32);
    private readonly Lock sharing = new();
    private readonly Dictionary<(string CounterId, string Hash, string Typed), Task<PasswordCheck>> running = [];

    /// <param name="counterId">The counter on which the attempt is reserved.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="hash">The hash to compare it with; null: nobody's.</param>
    public Task<PasswordCheck> Check(string counterId, string typed, string? hash)
    {
        var id = (counterId, hash ?? "", Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(typed))));
        lock (sharing)
            return running.TryGetValue(id, out var check) ? check : running[id] = Run(id, typed, hash);
    }

    private async Task<PasswordCheck> Run((string CounterId, string Hash, string Typed) id, string typed, string? hash)
    {
        // It must be in the dictionary before it can take itself out.
        await Task.Yield();
        try
        {
            // Nobody's departure ends it for the others.
            return await hashing.Check(typed, hash, CancellationToken.None);
        }
        finally
        {
            lock (sharing)
                running.Remove(id);
        }
    }
}
