using Sallyport.Core.Accounts;

namespace Sallyport.Server.Accounts;

/// <summary>Why a user's details cannot be taken as they were typed.</summary>
/// <param name="Faults">Every field that must be mended.</param>
/// <param name="Password">Why the password is unfit, where it is.</param>
public sealed record UserRefusal(IReadOnlyList<UserFault> Faults, PasswordVerdict? Password = null)
{
    public UserRefusal(UserFault fault)
        : this([fault]) { }

    /// <summary>Null where nothing is wrong.</summary>
    public static UserRefusal? Of(IReadOnlyList<UserFault> faults, ChosenPassword? chosen = null) =>
        chosen is ChosenPassword.Unfit unfit ? new UserRefusal([.. faults, UserFault.PasswordUnfit], unfit.Why)
        : faults.Count > 0 ? new UserRefusal(faults)
        : null;
}
