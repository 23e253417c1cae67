using Sallyport.Core.ApiKeys;
using Sallyport.Server.ApiKeys;

namespace Sallyport.Server.RestApi;

/// <summary>What each problem is called: a sentence for whoever reads a program's log.</summary>
public static class ProblemTitles
{
    public static string Of(ProblemCode code) =>
        code switch
        {
            <= ProblemCode.IdempotencyKeyMalformed and >= ProblemCode.NotFound => OfState(code),
            ProblemCode.JsonMalformed => "The body is no JSON object.",
            ProblemCode.MemberUnknown => "The body has a member that this route does not know.",
            ProblemCode.MemberTwice => "The body has a member twice.",
            ProblemCode.MemberMissing => "The body lacks a member.",
            ProblemCode.MemberTypeWrong => "A member of the body has the wrong type.",
            ProblemCode.ParameterUnknown => "The address has a parameter that this route does not know.",
            ProblemCode.ParameterTwice => "The address has a parameter twice.",
            ProblemCode.ParameterMalformed => "A parameter of the address, or a header, cannot be read.",
            ProblemCode.KeyInUrl => KeyProblem.TitleOf(KeyFlag.KeyInUrl),
            ProblemCode.PlainHttp => KeyProblem.TitleOf(KeyFlag.PlainHttp),
            ProblemCode.NotSignedIn => "No key, session or password was sent.",
            ProblemCode.AuthorizationUnreadable => "The header Authorization cannot be read.",
            ProblemCode.KeyIdWrong => "The name beside the key is not that key's id.",
            ProblemCode.CredentialsWrong => "Name, password or token is wrong, or opens nothing here.",
            ProblemCode.ProofWrong => "The proof is wrong.",
            ProblemCode.CodeAlreadyUsed => "The code was used already; wait for the next one.",
            ProblemCode.SessionEnded => "The session has ended, or never was.",
            ProblemCode.Malformed => "This is no key of this installation.",
            ProblemCode.Unknown => "There is no such key.",
            ProblemCode.Deleted => "The key was deleted.",
            ProblemCode.Replaced => "The key was renewed, and the time of the old text is over.",
            ProblemCode.Expired => "The key has expired.",
            ProblemCode.UserInactive => "The key's user is not active.",
            ProblemCode.DoorClosed => "The user may not use the API.",
            ProblemCode.WrongAddress => "This may not be used from this address.",
            ProblemCode.LackingAccess => "The key lacks the access API.",
            ProblemCode.LackingPermission => "The permission is missing.",
            ProblemCode.CrossSite => "A browser's session is heard from its own site alone.",
            ProblemCode.MustEnrol => "A second factor must be set up first, in the portal.",
            ProblemCode.MustChangePassword => "The password must be changed first, in the portal.",
            ProblemCode.SessionNeeded => "This asks for a session; keys and passwords do not do it.",
            ProblemCode.FreshProofRequired => "This asks for a proof of the last five minutes: POST /api/v1/session/proof.",
            ProblemCode.AboveYou => "The user or role has more permissions than you.",
            ProblemCode.NotByYou => "The account's policy leaves this to somebody else.",
            ProblemCode.OperatorAlone => "This is left to operators.",
            ProblemCode.OwnMfaNeeded => "Whoever demands MFA of others has it on first.",
            ProblemCode.WouldLockOut => "You could not meet this yourself.",
            ProblemCode.IdempotencyKeyReused => "The same Idempotency-Key came with another request before.",
            ProblemCode.IfMatchMissing => "Send If-Match with the ETag that you read.",
            ProblemCode.TooMany => "Too many attempts.",
            ProblemCode.InternalError => "Something went wrong; the log has it under this instance.",
            ProblemCode.Away => "The server cannot answer this at the moment.",
            _ => throw new System.Diagnostics.UnreachableException("Every code has a title."),
        };

    private static string OfState(ProblemCode code) =>
        code switch
        {
            ProblemCode.NotFound => "There is nothing here, or it is not yours to see.",
            ProblemCode.MethodNotAllowed => "This address does not know the method.",
            ProblemCode.Oneself => "Nobody does this to oneself.",
            ProblemCode.LastAdministrator => "The account needs an active administrator.",
            ProblemCode.RoleInUse => "Somebody has this role.",
            ProblemCode.UserNotActive => "The user is not active.",
            ProblemCode.MfaOnOrRequired => "Not while MFA is on or required.",
            ProblemCode.NothingToRemove => "There is no factor to remove.",
            ProblemCode.NothingToExtend => "No time runs, or it ends later already.",
            ProblemCode.NoKeyHere => "No security key of yours answers at this host name.",
            ProblemCode.NobodyCanEnrol => "Nobody could set up what this asks for.",
            ProblemCode.ConfirmationNeeded => "Look at whom this reaches first.",
            ProblemCode.AlreadyRotated => "The key has another text by now.",
            ProblemCode.EditedMeanwhile => "Somebody else changed this since you read it.",
            ProblemCode.TooLarge => "The body is too large.",
            ProblemCode.ContentTypeWrong => "The body must be application/json.",
            ProblemCode.FieldsRefused => "The request cannot be taken as it is.",
            ProblemCode.IdempotencyKeyMalformed => "Idempotency-Key is one header of 1 to 64 visible ASCII characters.",
            _ => throw new System.Diagnostics.UnreachableException("The caller has chosen these."),
        };
}
