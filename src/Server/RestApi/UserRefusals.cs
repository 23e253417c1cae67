using Sallyport.Server.Accounts;

namespace Sallyport.Server.RestApi;

/// <summary>Faults of a user's fields as members of a problem.</summary>
internal static class UserRefusals
{
    public static IResult Say(UserFaultTexts texts, UserRefusal refusal) =>
        Problems.Fields(
            refusal.Faults.Select(fault =>
                Problems.Refused(
                    UserFaultTexts.FieldOf(fault),
                    fault,
                    fault == UserFault.PasswordUnfit ? texts.Words(refusal.Password!) : texts.Words(fault)
                )
            )
        );
}
