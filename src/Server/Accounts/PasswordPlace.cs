using Sallyport.Storage.Seal;

namespace Sallyport.Server.Accounts;

/// <summary>Where password hashes lie. They are sealed like seeds, so that a stolen database alone cannot be guessed against.</summary>
internal static class PasswordPlace
{
    public static SealedPlace Of(string userId) => new("users", "sealed_password_hash", userId);
}
