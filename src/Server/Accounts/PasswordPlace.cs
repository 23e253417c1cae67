using System.Text;
using Sallyport.Core.Accounts;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.Accounts;

/// <summary>Where password hashes lie. They are sealed like seeds, so that a stolen database alone cannot be guessed against.</summary>
internal static class PasswordPlace
{
    public static SealedPlace Of(string userId) => new("users", "sealed_password_hash", userId);

    /// <summary>The hash text; null where there is no user, or no password yet.</summary>
    public static string? HashOf(Sealer sealer, User? user) =>
        user?.SealedPasswordHash is { } blob ? Encoding.UTF8.GetString(sealer.Open(blob, Of(user.Id))) : null;
}
