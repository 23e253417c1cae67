using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Enforcement;

/// <summary>What came of changing a policy.</summary>
public abstract record ChangedPolicy
{
    private ChangedPolicy() { }

    /// <param name="Kept">The policy as it is now; its version did not grow where nothing differed.</param>
    public sealed record Done(KeptPolicy Kept) : ChangedPolicy
    {
        /// <summary>Those whom it asks to enrol, with what is demanded of each from now on.</summary>
        public IReadOnlyList<ReachedByChange> Reached { get; init; } = [];

        /// <summary>They are told by mail, those who have an address.</summary>
        public bool Mails { get; init; }

        /// <summary>For how many active users the password ended for programs.</summary>
        public int PasswordsEnded { get; init; }

        /// <summary>It was so before: whoever is asked to enrol finds nothing to set up.</summary>
        public bool LeavesNobodyAWay { get; init; }
    }

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

    /// <summary>Nobody could set up what it asks for.</summary>
    public sealed record NobodyCanEnrol : ChangedPolicy
    {
        /// <summary>The same words at every door; also a key of the page's translations.</summary>
        public const string Why =
            "Nobody could set up what this policy asks for: allow a method that is strong enough, and models of security keys that this installation can verify.";
    }

    /// <summary>Whoever changes it could not meet it.</summary>
    public sealed record WouldLockOut : ChangedPolicy;
}
