/** Whose desk it is, and of which offices. */

import { useEffect } from "react";

import { keepSession } from "../../api/device";
import { useSession } from "../../api/session";

/** The offices by which somebody asks for his tasks; where he has several, each is asked for. */
export function useOffices(): readonly string[] {
  const { data: session } = useSession();
  return session?.districts ?? [];
}

/** Who sits at this desk stays known without a network. */
export function useKeptSession() {
  const { data: session } = useSession();
  useEffect(() => {
    if (session !== undefined && session !== null && session.csrf_token !== "") void keepSession(session);
  }, [session]);
}
