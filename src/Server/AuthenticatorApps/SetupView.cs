using Sallyport.Server.RecoveryCodes;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>The window that sets up an app: one's own, or for another user (APP-8). Partial `_Setup`.</summary>
public sealed record SetupView
{
    /// <summary>The page's own address.</summary>
    public required string Address { get; init; }

    /// <summary>Where closing or cancelling leads.</summary>
    public required string Back { get; init; }

    /// <summary>Whose app it is, where it is not one's own; empty: one's own.</summary>
    public string OtherUser { get; init; } = "";

    /// <summary>What the page begins with; null after "Generate".</summary>
    public BegunSetup? Begun { get; init; }

    /// <summary>The key of an app on trial, in the one answer that shows it.</summary>
    public GeneratedKey.Done? Generated { get; init; }

    /// <summary>The app that is replaced, by its id; empty: one is added.</summary>
    public string Replace { get; init; } = "";

    /// <summary>The owner's apps so far.</summary>
    public IReadOnlyList<AuthenticatorApp> Apps { get; init; } = [];

    /// <summary>Recovery codes that are shown beside the key; null: none, or not now.</summary>
    public ShownCodes? Codes { get; init; }

    /// <summary>Which codes were shown with this key, now or before; empty: none. The person has to say that they are saved.</summary>
    public string CodesShown { get; init; } = "";

    /// <summary>The person said so already.</summary>
    public bool Saved { get; init; }

    /// <summary>Codes follow on the next page.</summary>
    public bool CodesFollow { get; init; }
}
