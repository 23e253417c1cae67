using Sallyport.Storage.Seal;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>Where seeds lie: a sealed seed opens in its own row alone.</summary>
internal static class SeedPlace
{
    public static SealedPlace OfApp(string id) => new("authenticator_apps", "sealed_seed", id);

    public static SealedPlace OfSetup(string id) => new("app_setups", "sealed_seed", id);
}
