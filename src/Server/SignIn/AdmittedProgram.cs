using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>Whether a program may come in, as whom, and by what.</summary>
public abstract record AdmittedProgram
{
    private AdmittedProgram() { }

    /// <summary>It showed nothing.</summary>
    public sealed record Nobody : AdmittedProgram;

    /// <param name="Key">Which, of whom, and what it may.</param>
    /// <param name="Caller">Never more than the key and its user may at this moment.</param>
    public sealed record ByKey(CheckedKey Key, Caller Caller) : AdmittedProgram;

    public sealed record ByPassword(User User, Account Account, Caller Caller) : AdmittedProgram;

    /// <summary>By a session for programs. Whether it must enrol, or change the password first, is for the door to look at.</summary>
    public sealed record ByBearer(SignedIn Person) : AdmittedProgram;

    /// <param name="Code">The reason, a stable snake_case word.</param>
    /// <param name="IsForbidden">It is known who this is, and it is not for them (403); else it proves nobody (401).</param>
    public sealed record Refused(string Code, bool IsForbidden) : AdmittedProgram;

    /// <param name="RetryAt">When to come back; null: time does not help.</param>
    public sealed record TooMany(DateTimeOffset? RetryAt) : AdmittedProgram;

    /// <summary>The database does not answer, or the server hashes as much as it can: nobody knows at the moment.</summary>
    public sealed record Away : AdmittedProgram;
}
