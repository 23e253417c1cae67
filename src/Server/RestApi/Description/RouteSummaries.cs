namespace Sallyport.Server.RestApi.Description;

/// <summary>A sentence for each route: what it does, in the reader's words.</summary>
internal static class RouteSummaries
{
    private static readonly Dictionary<string, string> All = new(StringComparer.Ordinal)
    {
        ["POST /session"] = "Open a session for programs by name, password and token",
        ["DELETE /session"] = "Sign out: end this session",
        ["POST /session/proof"] = "Give a fresh proof in this session",
        ["POST /session/proof/question"] = "Ask for a security key's answer, which is a fresh proof",
        ["GET /me"] = "Who calls, by what, with which accesses and permissions",
        ["PATCH /me"] = "Change one's own names, number, language and time zone",
        ["PUT /me/requirement"] = "Require MFA of oneself, or opt out where the policy lets users",
        ["GET /me/factors"] = "One's own factors and recovery codes; never a secret",
        ["GET /me/sessions"] = "One's own running sessions",
        ["DELETE /me/sessions"] = "End all other sessions of one's own",
        ["DELETE /me/sessions/{session}"] = "End a session of one's own",
        ["GET /me/trusted-browsers"] = "Browsers that stand in for one's second factor",
        ["DELETE /me/trusted-browsers/{browser}"] = "Stop trusting a browser",
        ["GET /me/api-keys"] = "One's own API keys",
        ["POST /me/api-keys"] = "Make an API key for oneself; its text is in this answer alone",
        ["DELETE /me/api-keys/{key}"] = "Delete an API key of one's own",
        ["POST /me/api-keys/{key}/rotation"] = "Give an API key of one's own a new text",
        ["GET /account"] = "The account",
        ["PATCH /account"] = "Change the account's name, contact and label",
        ["GET /account/policy"] = "The account's policy",
        ["POST /account/policy/preview"] = "What a change of policy would do, and to whom",
        ["PATCH /account/policy"] = "Change the policy",
        ["GET /account/applications"] = "The account's applications behind proxies",
        ["POST /account/applications"] = "Register an application; operators alone",
        ["DELETE /account/applications/{id}"] = "Remove an application; operators alone",
        ["GET /account/host-names"] = "The account's own host names, the first first",
        ["POST /account/host-names"] = "Give the account a host name; operators alone",
        ["DELETE /account/host-names/{host}"] = "Take a host name away; operators alone",
        ["GET /installation"] = "What is required above all accounts",
        ["PATCH /installation"] = "Change what is required above all accounts; operators alone",
        ["GET /audit"] = "The account's audit trail, the newest first",
        ["GET /users"] = "The account's users",
        ["POST /users"] = "Make a user; without a password, a link to choose one goes out by mail",
        ["GET /users/{id}"] = "A user",
        ["PATCH /users/{id}"] = "Change a user",
        ["DELETE /users/{id}"] = "Remove a user; the entry is kept for the record",
        ["PUT /users/{id}/status"] = "Lock, deactivate or reactivate a user",
        ["POST /users/{id}/password-link"] = "Mail a user a link to choose a password",
        ["POST /users/{id}/password-for-programs"] = "Let a user's password open the API again",
        ["GET /users/{id}/mfa"] = "Whether a user has MFA, and what is demanded",
        ["DELETE /users/{id}/mfa"] = "Remove MFA: all factors, codes and trusted browsers of a user",
        ["PUT /users/{id}/requirement"] = "Require MFA of a user, or no more",
        ["POST /users/{id}/grace"] = "Give a user more time to enrol",
        ["GET /users/{id}/sessions"] = "A user's running sessions",
        ["DELETE /users/{id}/sessions"] = "End all sessions of a user",
        ["DELETE /users/{id}/sessions/{session}"] = "End a session of a user",
        ["GET /users/{id}/api-keys"] = "A user's API keys",
        ["POST /users/{id}/api-keys"] = "Make an API key for a user; its text is in this answer alone",
        ["DELETE /users/{id}/api-keys/{key}"] = "Delete an API key of a user",
        ["POST /users/{id}/api-keys/{key}/rotation"] = "Give an API key of a user a new text",
        ["GET /roles"] = "The account's roles, the built-in ones first",
        ["POST /roles"] = "Make a role",
        ["GET /roles/{id}"] = "A role",
        ["PATCH /roles/{id}"] = "Change a role",
        ["DELETE /roles/{id}"] = "Delete a role that nobody has",
    };

    /// <param name="method">In capitals.</param>
    /// <param name="path">Behind <c>/api/v1</c>.</param>
    public static string Of(string method, string path) => All[$"{method} {path}"];
}
