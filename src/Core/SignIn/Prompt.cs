namespace Sallyport.Core.SignIn;

/// <summary>The one page that is offered after a sign-in and can be left ("Later"); the first that applies.</summary>
public enum Prompt
{
    None,

    /// <summary>After a recovery sign-in: which factor is lost, remove it, add another, new codes, end other sessions.</summary>
    Recover,

    /// <summary>The codes of the last enrolment were never marked as saved.</summary>
    SaveCodes,

    /// <summary>Two recovery codes or fewer are left.</summary>
    FewCodes,

    /// <summary>MFA is advised, and off.</summary>
    Enrol,
}
