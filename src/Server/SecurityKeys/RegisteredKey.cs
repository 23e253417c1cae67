using Sallyport.Core.SecurityKeys;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What is posted to make a key count.</summary>
/// <param name="CeremonyId">Of the question.</param>
/// <param name="Answer">The browser's, in its own JSON.</param>
/// <param name="Name">What to call the key; empty: after its model.</param>
/// <param name="CodesShown">Which recovery codes were shown with it (<see cref="ShownCodes.Ids"/>); empty: none.</param>
/// <param name="CodesSaved">The person says that they are saved.</param>
public sealed record NewSecurityKey(
    string CeremonyId,
    string Answer,
    string Name = "",
    string CodesShown = "",
    bool CodesSaved = false
);

/// <summary>What came of a key's answer.</summary>
public abstract record RegisteredKey
{
    private RegisteredKey() { }

    /// <param name="Key">It counts from now on.</param>
    /// <param name="SessionsEnded">Of the same user, elsewhere.</param>
    /// <param name="Codes">New recovery codes, in the clear for this one answer; empty where there are none to show.</param>
    /// <param name="Token">The session's new secret.</param>
    public sealed record Done(SecurityKey Key, int SessionsEnded, IReadOnlyList<PreparedSet> Codes, string Token) : RegisteredKey;

    /// <param name="Check">The one that failed: a rule of the account, or a fault of the answer.</param>
    /// <param name="Model">The key's own word for its model, as a name or an id; empty where it said none.</param>
    public sealed record Refused(CeremonyCheck Check, string Model) : RegisteredKey;

    /// <summary>The installation has this key already, whoever its owner.</summary>
    public sealed record KnownAlready : RegisteredKey;

    /// <summary>Above 64 signs, or with signs that cannot be seen.</summary>
    public sealed record NameMalformed : RegisteredKey;

    public sealed record NameTaken : RegisteredKey;

    /// <summary>The question was answered before, asked of another session, for something else, or more than five minutes ago.</summary>
    public sealed record NothingPending : RegisteredKey;

    /// <summary>Other recovery codes were made meanwhile than those that this page had shown.</summary>
    public sealed record OtherCodes : RegisteredKey;

    /// <summary>Too many are hashing: nothing was changed.</summary>
    public sealed record Busy : RegisteredKey;
}
