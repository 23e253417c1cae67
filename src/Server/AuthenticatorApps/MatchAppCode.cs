using System.Security.Cryptography;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Storage;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What a typed code was found to be.</summary>
public abstract record AppCodeAnswer
{
    private AppCodeAnswer() { }

    /// <summary>Right, and spent by this request.</summary>
    public sealed record Accepted(AuthenticatorApp App) : AppCodeAnswer;

    /// <summary>Right, but its step was spent before: refused, and no guess.</summary>
    public sealed record AlreadyUsed : AppCodeAnswer;

    public sealed record Wrong : AppCodeAnswer;
}

/// <summary>Finds the app whose code was typed and spends the code's step.</summary>
public sealed class MatchAppCode
{
    /// <summary>Every app of the user is tried. A trial that passes becomes a factor by it.</summary>
    public async Task<AppCodeAnswer> Spend(Transaction tx, string userId, TypedCode code)
    {
        AppCodeAnswer answer = new AppCodeAnswer.Wrong();
        foreach (var app in await tx.Apps.Of(userId))
        {
            if (Match(tx.Sealer, app, code, tx.Now) is not { } step)
                continue;
            if (await tx.Apps.SpendStep(app.Id, step, tx.Now))
                return new AppCodeAnswer.Accepted(app);
            answer = new AppCodeAnswer.AlreadyUsed();
        }
        return answer;
    }

    private static long? Match(Sealer sealer, AuthenticatorApp app, TypedCode code, DateTimeOffset now)
    {
        var seed = sealer.Open(app.SealedSeed, SeedPlace.OfApp(app.Id));
        try
        {
            return Totp.Match(seed, code, now);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }
}
