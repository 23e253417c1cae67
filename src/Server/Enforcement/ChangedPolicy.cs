using Sallyport.Core.Enforcement;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Enforcement;

/// <summary>What whoever changed a policy should know beside that it is done.</summary>
public enum PolicyWarning
{
    /// <summary>What is demanded is not among the methods: whoever has no security key is held at enrolment.</summary>
    NobodyCanEnrol,
}

/// <summary>What came of changing a policy.</summary>
public abstract record ChangedPolicy
{
    private ChangedPolicy() { }

    /// <param name="Kept">The policy as it is now; its version did not grow where nothing differed.</param>
    /// <param name="Warnings">Empty where there is nothing to say.</param>
    /// <param name="Mailed">How many users without MFA were told by mail.</param>
    public sealed record Done(KeptPolicy Kept, IReadOnlyList<PolicyWarning> Warnings, int Mailed) : ChangedPolicy;

    /// <summary>The permission UPDATE_POLICY is missing, or it is another account's.</summary>
    public sealed record NotPermitted : ChangedPolicy;

    public sealed record UnknownKey(string Key) : ChangedPolicy;

    /// <param name="Settings">Each setting whose word is none of the allowed ones; <see cref="PolicySetting.Rule"/> says which are.</param>
    public sealed record BadWords(IReadOnlyList<PolicySetting> Settings) : ChangedPolicy;

    /// <summary>Somebody else changed it since it was looked at.</summary>
    /// <param name="Kept">The policy as it is now.</param>
    public sealed record Conflict(KeptPolicy Kept) : ChangedPolicy;

    /// <summary>Whoever demands it of others has it on first (<c>administratorNeedsMfa</c>).</summary>
    public sealed record NeedsOwnMfa : ChangedPolicy;

    /// <summary>Whoever changes it could not meet it.</summary>
    public sealed record WouldLockOut : ChangedPolicy;
}
