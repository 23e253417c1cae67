namespace Sallyport.Core.Enforcement;

/// <summary>What an account decides about its sign-in. One record, edited on one page; <see cref="PolicySettings"/> has names and words.</summary>
public sealed record Policy
{
    public Requirement Requirement { get; init; }
    public Bites Bites { get; init; }
    public int GraceDays { get; init; }
    public RequiredStrength RequiredStrength { get; init; }
    public bool UserMayOptOut { get; init; }

    /// <summary>In the order in which they are offered.</summary>
    public IReadOnlyList<Method> Methods { get; init; } = [Method.SecurityKey, Method.App];
    public bool PasskeySignIn { get; init; }
    public UserVerification UserVerification { get; init; }
    public bool HardwareBound { get; init; }
    public Attestation Attestation { get; init; }

    /// <summary><c>all</c>, or a list of model ids with <c>allow:</c> or <c>deny:</c> before it.</summary>
    public string Models { get; init; } = "all";
    public bool SharedRelyingParty { get; init; }
    public SignInForm SignInForm { get; init; }
    public LoginName LoginName { get; init; }
    public AppActivation AppActivation { get; init; }
    public bool ShowHexSeed { get; init; }
    public bool EnrolForOthers { get; init; }
    public RecoveryKind Recovery { get; init; }
    public CodesShown CodesShown { get; init; }
    public CodesSaved CodesSaved { get; init; }
    public OwnRemoval OwnRemoval { get; init; }
    public bool AdministratorRescue { get; init; }
    public bool AdministratorNeedsMfa { get; init; }
    public MailUnenrolled MailUnenrolled { get; init; }
    public int TrustedBrowserDays { get; init; }
    public ApiKeysBy ApiKeysBy { get; init; }
    public int KeyExpiryDays { get; init; }
    public PasswordOnApi PasswordOnApi { get; init; }
    public int SessionIdleMinutes { get; init; } = 60;
    public int SessionTotalHours { get; init; } = 24;

    public bool OffersCodes => Recovery is RecoveryKind.Codes or RecoveryKind.Both;
    public bool OffersBackupCode => Recovery is RecoveryKind.ResetCode or RecoveryKind.Both;
    public TimeSpan SessionIdle => TimeSpan.FromMinutes(SessionIdleMinutes);
    public TimeSpan SessionTotal => TimeSpan.FromHours(SessionTotalHours);

    // A record compares lists by reference; two policies with the same methods are the same policy.
    public bool Equals(Policy? other) => other is not null && PolicySettings.All.All(s => s.Read(this) == s.Read(other));

    public override int GetHashCode() => HashCode.Combine(Requirement, Bites, SignInForm, Recovery);
}
