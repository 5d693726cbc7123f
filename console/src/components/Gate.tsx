/** What stands before the desks: whoever is not signed in signs in, and a password that was given is changed first. */

import { lazy, Suspense, useEffect } from "react";
import { Outlet } from "react-router";

import { forgetCases } from "../api/device";
import { useSession } from "../api/session";
import { SignInPage } from "../pages/session/SignInPage";
import { Loading } from "./Loading";
import { Refusal } from "./Refusal";

const AccountPage = lazy(() => import("../pages/session/AccountPage"));

export function Gate() {
  const { data: session, isPending, isError, error, refetch } = useSession();
  const isOut = session === null;
  useEffect(() => {
    if (isOut) void forgetCases();
  }, [isOut]);
  if (isPending) return <Loading />;
  if (isError) return <Refusal error={error} onRetry={() => void refetch()} />;
  if (session === null) return <SignInPage />;
  if (session.must_change_password)
    return (
      <Suspense fallback={<Loading />}>
        <AccountPage />
      </Suspense>
    );
  return <Outlet />;
}
