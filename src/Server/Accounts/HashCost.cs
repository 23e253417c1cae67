namespace Sallyport.Server.Accounts;

/// <summary>How much work a guess costs.</summary>
public enum HashCost
{
    /// <summary>Chosen by people and guessable: as much as a sign-in can bear.</summary>
    Password,

    /// <summary>80 random bits: a little is enough, and ten are checked at once.</summary>
    RecoveryCode,
}
