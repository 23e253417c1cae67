using Sallyport.Core.Accounts;

namespace Sallyport.Storage.Tables.Decisions;

/// <summary>What is asked of one user beside what is asked of all.</summary>
/// <param name="Requirement">What.</param>
/// <param name="SetBy">Who set it, by the id; null: the command line.</param>
/// <param name="Since">When it was switched on; null: it is not.</param>
/// <param name="GraceDays">For how long the user may wait from then on.</param>
public sealed record RequirementOfUser(UserRequirement Requirement, string? SetBy, DateTimeOffset? Since, int? GraceDays);
