namespace Sallyport.Server.RestApi;

/// <summary>Everything that the REST API can say went wrong. The snake_case words are public and stay: docs/rest-api.md lists them.</summary>
public enum ProblemCode
{
    // 400: what was sent cannot be read
    JsonMalformed,
    MemberUnknown,
    MemberTwice,
    MemberMissing,
    MemberTypeWrong,
    ParameterUnknown,
    ParameterTwice,
    ParameterMalformed,

    /// <summary>Said before the address is looked at, wherever it leads.</summary>
    KeyInUrl,

    // 401: nobody is proved
    NotSignedIn,
    AuthorizationUnreadable,
    KeyIdWrong,
    CredentialsWrong,
    ProofWrong,
    CodeAlreadyUsed,
    SessionEnded,
    Malformed,
    Unknown,
    Deleted,
    Replaced,
    Expired,
    UserInactive,

    // 403: known, and not for them
    DoorClosed,
    WrongAddress,
    LackingAccess,
    LackingPermission,

    /// <summary>Likewise.</summary>
    PlainHttp,
    CrossSite,
    MustEnrol,
    MustChangePassword,
    SessionNeeded,
    FreshProofRequired,
    AboveYou,
    NotByYou,
    OperatorAlone,
    OwnMfaNeeded,
    WouldLockOut,

    // 404 to 428: what was asked does not fit what there is
    NotFound,
    MethodNotAllowed,
    Oneself,
    LastAdministrator,
    RoleInUse,
    UserNotActive,
    MfaOnOrRequired,
    NothingToRemove,
    NothingToExtend,
    NoKeyHere,
    NobodyCanEnrol,
    ConfirmationNeeded,
    AlreadyRotated,
    EditedMeanwhile,
    TooLarge,
    ContentTypeWrong,
    FieldsRefused,
    IdempotencyKeyMalformed,
    IdempotencyKeyReused,
    IfMatchMissing,

    // 429 and up: not now
    TooMany,
    InternalError,
    Away,
}
