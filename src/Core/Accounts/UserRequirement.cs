namespace Sallyport.Core.Accounts;

/// <summary>What is asked of one user beside what installation and account ask of all.</summary>
public enum UserRequirement
{
    Inherit,
    Required,
    NotRequired,
}
