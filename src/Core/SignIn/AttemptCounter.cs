using Sallyport.Core.Common;

namespace Sallyport.Core.SignIn;

/// <summary>What is guessed at. Passwords and second factors are counted apart.</summary>
public enum AttemptKind
{
    Password,
    SecondFactor,
}

/// <summary>The ids of the counters of failures: one for each user, one for each known browser of a user, one for each name that nobody has.</summary>
public static class AttemptCounter
{
    public static string OfUser(AttemptKind kind, string userId) => $"{Words.Camel(kind)}:user:{userId}";

    public static string OfBrowser(AttemptKind kind, string browserId, string userId) =>
        $"{Words.Camel(kind)}:browser:{browserId}:{userId}";

    public static string OfRecovery(string userId) => $"recovery:user:{userId}";

    /// <summary>A typed name may be a password in the wrong field: its digest is kept.</summary>
    public static string OfName(AttemptKind kind, string typedName) =>
        $"{Words.Camel(kind)}:name:{TokenDigest.Of(typedName.Trim().ToLowerInvariant())}";
}
